// Runs on Node 20.19 in a clone without node_modules: imports nothing from there.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter } from "node:path";
import { ensurePackages } from "./packages.mjs";
import { inRepository } from "./repository.mjs";
import { fail, Stop } from "./say.mjs";

const WANTED_MAJOR = 24;

const isNewEnough = () => Number(process.versions.node.split(".")[0]) >= WANTED_MAJOR;

/** Sees that packages and Node 24 are there, then runs `main` on it: in this process, or in a child that this one waits for. */
export async function onNode24(main) {
  process.env.SALLYPORT_BEGUN ??= String(Date.now());
  try {
    process.chdir(inRepository());
    if (existsSync(".env")) process.loadEnvFile(".env");
    await ensurePackages();
    process.env.PATH = [inRepository("node_modules", ".bin"), process.env.PATH].join(delimiter);
    if (isNewEnough()) await main();
    else await runAgain(findNode24());
  } catch (error) {
    fail(error);
  }
}

function findNode24() {
  const node = inRepository("node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
  if (process.env.SALLYPORT_NODE_TRIED || !existsSync(node)) {
    throw new Stop(
      `Sallyport runs on Node ${WANTED_MAJOR}; this is ${process.version}, and npm has none for ${process.platform}-${process.arch} here. ` +
        `Install Node ${WANTED_MAJOR} from nodejs.org and start again.`,
    );
  }
  return node;
}

/** The child stops in order when this process ends, even by kill -9: it sees the channel between them close. */
async function runAgain(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, SALLYPORT_NODE_TRIED: "1" },
  });
  // A terminal's Ctrl-C reaches the child as well: being asked twice is no harm to it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
