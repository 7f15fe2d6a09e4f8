import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ERRORS } from "../../lib/core/errors";
import { ORIGIN } from "../http/browser";
import { makeProgram, tokenOf } from "../http/program";
import { makeWorkspace } from "../people";

const FOLDER = "docs/api";
const pages = readdirSync(FOLDER).filter((name) => name.endsWith(".md"));
const read = (page: string) => readFileSync(join(FOLDER, page), "utf8");
const blocks = (page: string, language: string): string[] =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    (match) => match[1] ?? "",
  );

async function surroundings() {
  const { id, people } = await makeWorkspace({ user: { totp: true }, fresh: {} });
  const program = await makeProgram(id);
  return {
    ...process.env,
    SALLYPORT: ORIGIN,
    CLIENT_ID: program.clientId,
    CLIENT_SECRET: program.secret,
    TOKEN: await tokenOf(program),
    USER_ID: people.user.id,
    USER_EMAIL: people.fresh.email,
  };
}

/** Runs a program beside the repository, so that its packages are found; says what it printed. */
function run(command: string, args: string[], env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr } = spawnSync(command, args, { env, encoding: "utf8", timeout: 60_000 });
  expect(status, `${command} says ${stderr}\n${stdout}`).toBe(0);
  return stdout;
}

test.each(pages.filter((page) => blocks(page, "sh").length > 0))(
  "every line of %s works as it is written",
  async (page) => {
    const folder = mkdtempSync(join(tmpdir(), "sallyport-docs-"));
    const script = join(folder, "page.sh");
    writeFileSync(script, `set -euo pipefail\n${blocks(page, "sh").join("\n")}`);
    try {
      const printed = run("bash", [script], await surroundings());
      expect(printed.length).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test.each([
  ["recipes.md", "/enroll/"],
  ["graphql.md", "would have to set up"],
])("the program of %s works as it is written", async (page, says) => {
  const [program = ""] = blocks(page, "js");
  const printed = run(process.execPath, ["--input-type=module", "-e", program], await surroundings());
  expect(printed).toContain(says);
});

test("every code that the documentation names exists, with its status", () => {
  const rows = [...read("errors.md").matchAll(/^\| (\d{3}|5xx|413, 415) \| ([^|]+) \|/gm)];
  expect(rows.length).toBeGreaterThan(8);
  for (const [, statuses = "", codes = ""] of rows)
    for (const [, code = ""] of codes.matchAll(/`(\w+)`/g)) {
      const status = String(ERRORS[code as keyof typeof ERRORS]?.status);
      expect(statuses === "5xx" ? status.startsWith("5") : statuses.includes(status), code).toBe(true);
    }
});
