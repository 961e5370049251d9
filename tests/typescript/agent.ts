// Calls tools with the official SDK, which holds every answer against the tool's output schema.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [site, accountId, missingId] = process.argv.slice(2) as [string, string, string];
const headers = { Authorization: `Bearer ${process.env["TOKEN"]}` };
const transport = new StreamableHTTPClientTransport(new URL("/mcp", site), { requestInit: { headers } });
const client = new Client({ name: "suite", version: "1.0.0" });
// The SDK's own Transport type is not written for exactOptionalPropertyTypes.
await client.connect(transport as Parameters<typeof client.connect>[0]);

// The client knows a tool's output schema once it has listed the tools.
const { tools } = await client.listTools();
const name = "openbanking_balances_get-v1_0_0";
const answered = await client.callTool({ name, arguments: { accountId, tenantId: null } });
const refused = await client.callTool({ name, arguments: { accountId: missingId } });
const page = await client.callTool({ name: "openbanking_transactions_list-v1_0_0", arguments: { accountId } });

console.log(JSON.stringify({
  server: client.getServerVersion(),
  instructions: client.getInstructions(),
  tools: tools.map(tool => tool.name),
  answered,
  refused,
  page,
}));
await client.close();
