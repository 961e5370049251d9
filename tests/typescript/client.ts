// Reads an account's balances with types that come from the document alone.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Balance = components["schemas"]["AccountBalanceRecord"];
type Problem = components["schemas"]["Problem"];

const [site, tenantId, accountId] = process.argv.slice(2) as [string, string, string];
const client = createClient<paths>({
  baseUrl: site,
  headers: { Authorization: `Bearer ${process.env["TOKEN"]}` },
});

const { data, error } = await client.GET("/api/openbanking/balances/get/v1.0.0", {
  params: { query: { tenantId, accountId, balanceTypes: ["current"] } },
});
if (error) {
  const problem: Problem = error;
  throw new Error(problem.detail);
}
const balances: Balance[] = data.balances;
const current: number | undefined = balances[0]?.currentBalance;

const refused = await client.POST("/api/pfo/openbanking/generate-overview/v1.0.0", {
  body: { tenantId, period: "Pweek", includeCategories: false, includeCashflowTrend: false, accountIds: ["mine"] },
});
const code: Problem["code"] | undefined = refused.error?.code;

console.log(JSON.stringify({ current, code, asOf: data.asOf }));
