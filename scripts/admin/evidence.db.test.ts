import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createEvidence, takeFigures } from "../../lib/admin/evidence/evidence";
import { useTestDatabase } from "../../lib/db/testing";
import { makeWorkspace } from "../../lib/identity/testing";
import { showKeys, verifyFile } from "./evidence";

const { db } = useTestDatabase();
const folder = mkdtempSync(join(tmpdir(), "sallyport-evidence-"));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

test("a file is checked with the keys as npm writes them out, below the command it ran; what is no JSON is named", async () => {
  const { workspaceId } = await makeWorkspace(db);
  await takeFigures(db, workspaceId);
  const by = { name: "the operator", userId: null, client: null };
  const today = new Date().toISOString().slice(0, 10);
  const file = write("file.json", JSON.stringify(await createEvidence(db, workspaceId, today, by)));
  const banner = "\n> sallyport@0.1.0 admin\n> node scripts/run.mjs admin evidence keys\n\n";
  const keys = write("keys.json", `${banner}${await showKeys()}\n`);
  const said = await verifyFile(`${file} --keys ${keys}`);
  expect(said).toContain("Checked with the keys you gave.");
  expect(said).not.toContain("NO ");
  const none = write("none.json", "no keys");
  await expect(verifyFile(`${file} --keys ${none}`)).rejects.toThrow(`${none} is not JSON`);
});
