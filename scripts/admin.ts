import { closeDatabase } from "../lib/db/client";
import { heads, retain, verifyChains } from "./admin/audit";
import { breakGlassFor } from "./admin/break-glass";
import { clearDemo } from "./admin/demo";
import { createFile, showKeys, verifyFile } from "./admin/evidence";
import { rotateKeys } from "./admin/keys";
import { sampleData } from "./admin/sample-data";

type Command = { does: string; run: (argument: string) => Promise<string> };

/** The host-only operator tool: `npm run admin -- <command>`. */
const COMMANDS: Record<string, Command> = {
  "keys rotate": {
    does: "seal every stored secret with a new key, and sign tokens with another",
    run: rotateKeys,
  },
  "break-glass": {
    does: "<email>: remove somebody's factors, recovery codes and sessions; requirements stay",
    run: breakGlassFor,
  },
  "demo clear": { does: "remove the demo workspaces and everything in them", run: clearDemo },
  "audit verify": {
    does: "verify the audit log of every workspace; --heads <file>: against kept heads too",
    run: verifyChains,
  },
  "audit heads": {
    does: "<file>: the signed last block of every workspace's audit log, to keep elsewhere",
    run: heads,
  },
  "audit retain": { does: "--months N: drop whole months of the audit log that are older", run: retain },
  "evidence create": {
    does: "<YYYY-MM-DD> <file> [workspace id]: who was covered by what on that day, as a signed file",
    run: createFile,
  },
  "evidence verify": {
    does: "<file> [--keys <file>]: check such a file, without any database",
    run: verifyFile,
  },
  "evidence keys": { does: "the public keys to check with, to be handed out", run: showKeys },
  "sample-data": {
    does: "--users N --events M: fill a workspace to measure with; --remove: take it away again",
    run: sampleData,
  },
};

const usage = (): string =>
  [
    "npm run admin -- <command>",
    ...Object.entries(COMMANDS).map(([name, { does }]) => `  ${name.padEnd(14)} ${does}`),
  ].join("\n");

const words = process.argv.slice(2);
const name = words.join(" ");
const found = Object.keys(COMMANDS).find((key) => name === key || name.startsWith(`${key} `));
const command = found ? COMMANDS[found] : undefined;
try {
  if (command) console.log(await command.run(name.slice(found?.length).trim()));
  else {
    console.error(name ? `There is no command "${name}".\n${usage()}` : usage());
    process.exitCode = 2;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await closeDatabase();
}
