import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acquireLock, isLock } from "../../lib/db/embedded/lock.ts";
import { findCluster } from "../../lib/db/embedded/place.ts";
import { clearLeftover } from "../../lib/db/embedded/server.ts";
import { startEmbedded } from "../../lib/db/embedded/start.ts";
import { closeAll } from "./ending.mjs";
import { say } from "./say.mjs";

const PREFIX = "sallyport-test-";

/** Runs on a server of its own in a temporary folder, which is gone afterwards. */
export async function withTestDatabase({ fsync }, work) {
  await removeLeftBehind();
  const dataDir = mkdtempSync(join(realpathSync(tmpdir()), PREFIX));
  const closers = [() => rmSync(dataDir, { recursive: true, force: true })];
  try {
    await acquireLock(dataDir, null);
    const embedded = await startEmbedded({ dataDir, fsync, log: say });
    // Where the data had to go elsewhere (see findPlace), that goes too.
    closers.push(() => rmSync(embedded.cluster, { recursive: true, force: true }));
    closers.push(() => embedded.stop());
    return await work(embedded);
  } finally {
    await closeAll(closers);
  }
}

/** Servers and folders of runs that were killed before they could clear up. */
async function removeLeftBehind() {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  for (const folder of folders.map((name) => join(realpathSync(tmpdir()), name))) {
    try {
      // One that was just made may not be locked yet.
      if (Date.now() - statSync(folder).ctimeMs < 60_000) continue;
      if (!isLock(await acquireLock(folder, null))) continue;
      await clearLeftover(findCluster(folder));
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or being removed by another run.
    }
  }
}
