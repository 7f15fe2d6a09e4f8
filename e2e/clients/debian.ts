import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's packages, installed where that is possible; false where it is not. `isThere`: what they bring. */
export function haveDebian(packages: readonly string[], isThere: () => boolean): boolean {
  if (isThere()) return true;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  try {
    const options = { stdio: "ignore", timeout: 120_000 } as const;
    execFileSync("apt-get", ["update"], options);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { ...options, env });
  } catch {
    return false;
  }
  return isThere();
}
