import { expect, test } from "vitest";
import { settings } from "../lib/admin/policies/testing";
import { afterTotp, succeed } from "./http/person";
import { makeWorkspace } from "./people";

test("a file of 10,000 rows of long addresses is taken and answered row by row", async () => {
  const { people } = await makeWorkspace({
    admin: { role: "administrator", canManage: true, totp: true },
    other: {},
  });
  const browser = await afterTotp(people.admin);
  const { policyId } = await succeed<{ policyId: string }>(browser, "createPolicy", { settings: settings() });
  const nobody = Array.from({ length: 9_999 }, (_, at) => `${"nobody".repeat(9)}-${at}@elsewhere.example`);
  const csv = ["email", people.other.email, ...nobody].join("\n");
  expect(csv.length).toBeGreaterThan(750_000);
  const { rows, moving } = await succeed<{ rows: { result: string }[]; moving: number }>(
    browser,
    "checkImport",
    { policyId, csv },
  );
  expect({ moving, rows: rows.length }).toEqual({ moving: 1, rows: 10_000 });
  expect(new Set(rows.map(({ result }) => result))).toEqual(new Set(["moves", "unknown"]));
});
