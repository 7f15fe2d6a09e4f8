import { randomBytes } from "node:crypto";
import { asOwner } from "../../lib/db/client";
import { clearSample, findSample } from "../sample/clear";
import { fillEvents, fillUsers, OWNER } from "../sample/fill";

const HOW = "npm run admin -- sample-data --users 1000 --events 10000, or --remove";
const MOST = 100_000_000;

function numberOf(words: string[], name: string): number {
  const at = words.indexOf(`--${name}`);
  const value = at < 0 ? 0 : Number(words[at + 1]);
  if (!Number.isInteger(value) || value < 0 || value > MOST)
    throw new Error(`--${name} takes a number. ${HOW}`);
  return value;
}

/** A workspace to try Sallyport with at any size, and its removal. Every run makes the same people and events. */
export async function sampleData(argument: string): Promise<string> {
  const words = argument.split(/\s+/).filter(Boolean);
  const say = (line: string) => console.log(`  ${line}`);
  if (words[0] === "--remove") {
    const wasThere = await asOwner((_, sql) => clearSample(sql, say));
    return wasThere ? "Removed the sample with everything in it." : "There is no sample here.";
  }
  const [users, events] = [numberOf(words, "users"), numberOf(words, "events")];
  if (users === 0) throw new Error(`Say how many. ${HOW}`);
  return asOwner(async (db, sql) => {
    if (await findSample(sql))
      throw new Error("There is a sample already: sample-data --remove takes it away.");
    const password = randomBytes(18).toString("base64url");
    const begun = performance.now();
    const { workspaceId, userIds } = await fillUsers({ db, sql, say }, { users, password });
    if (events > 0) await fillEvents({ db, sql, say }, { workspaceId, userIds, events });
    await sql`vacuum (analyze) users`;
    await sql`analyze`;
    const seconds = Math.round((performance.now() - begun) / 1_000);
    return `Filled the workspace Sample in ${seconds} s. Everybody's password is ${password}; its owner is ${OWNER}.`;
  });
}
