// Reads an account's balances with types that come from the document alone.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Balance = components["schemas"]["AccountBalanceRecord"];
type ExactBalance = components["schemas"]["AccountBalanceRecordWithTextAmounts"];
type Problem = components["schemas"]["Problem"];

const [site, tenantId, accountId] = process.argv.slice(2) as [string, string, string];
const authorized = { Authorization: `Bearer ${process.env["TOKEN"]}` };
// The second parameter chooses the form of answers, and with it the type of amounts.
type Refusal = "application/problem+json";
const client = createClient<paths, "application/json" | Refusal>({ baseUrl: site, headers: authorized });
const exactly = createClient<paths, "application/json; amounts=text" | Refusal>({
  baseUrl: site,
  headers: { ...authorized, Accept: "application/json; amounts=text" },
});
const asked = { params: { query: { tenantId, accountId, balanceTypes: ["current" as const] } } };

const { data, error } = await client.GET("/api/openbanking/balances/get/v1.0.0", asked);
if (error) {
  const problem: Problem = error;
  throw new Error(problem.detail);
}
const balances: Balance[] = data.balances;
const current: number | undefined = balances[0]?.currentBalance;

const exact = await exactly.GET("/api/openbanking/balances/get/v1.0.0", asked);
const exactBalances: ExactBalance[] = exact.data?.balances ?? [];
const digits: string | undefined = exactBalances[0]?.currentBalance;

const refused = await client.POST("/api/pfo/openbanking/generate-overview/v1.0.0", {
  body: { tenantId, period: "Pweek", includeCategories: false, includeCashflowTrend: false, accountIds: ["mine"] },
});
const code: Problem["code"] | undefined = refused.error?.code;

console.log(JSON.stringify({ current, digits, code, asOf: data.asOf }));
