/** One line for a person. */
export const say = (line = "") => process.stdout.write(`${line}\n`);

/** A failure whose message is all that is shown: it says what to do. */
export class Stop extends Error {}

/** Runs a long step under a line that says what it is, and how long it took when it is done. */
export async function step(title, work) {
  const begun = performance.now();
  say(`${title} …`);
  const result = await work();
  say(`  done in ${seconds(performance.now() - begun)}`);
  return result;
}

export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Ends the program with one clear line; the stack only for what we did not expect. */
export function fail(error) {
  const isClear = error instanceof Stop || error?.name === "EmbeddedFailure";
  const line = isClear ? error.message : (CLEAR[error?.code]?.(error) ?? error?.stack ?? String(error));
  process.stderr.write(`\n${line}\n`);
  process.exit(1);
}

const CLEAR = {
  ENOSPC: (error) =>
    `The disk is full${at(error)}. Free some space (1 GB for the first start) and try again.`,
  EACCES: (error) => `No permission${at(error)}. It belongs to another user; DATA_DIR names another folder.`,
  EROFS: (error) => `Read-only file system${at(error)}. DATA_DIR names another folder for the data.`,
};

const at = (error) => (error.path ? ` at ${error.path}` : "");
