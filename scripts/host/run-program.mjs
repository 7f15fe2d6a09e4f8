import { spawn } from "node:child_process";
import { repository } from "./repository.mjs";

/** Runs a program to its end and answers its exit status (128 and more: ended by a signal). */
export function runToEnd(file, args, options = {}) {
  return start(file, args, options).ended;
}

export function start(file, args, options = {}) {
  const child = spawn(file, args, { cwd: repository, stdio: "inherit", ...options });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
  return { child, ended };
}

/** A TypeScript file of ours that reads the server's modules. */
export const scriptArguments = (script, args = []) => [
  "--conditions=react-server",
  ...["--import", "tsx"],
  script,
  ...args,
];

/** The same for one that writes mails: React's renderer keeps out of the condition above. */
export const serverArguments = (script, args = []) => [
  ...["--import", new URL("server-modules.mjs", import.meta.url).href],
  ...["--import", "tsx"],
  script,
  ...args,
];
