import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/** The first block of a language on a page of `docs/clients`. */
export function blockOf(page: string, language: string): string {
  const text = readFileSync(join("docs/clients", page), "utf8");
  const [, block] = text.match(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m")) ?? [];
  if (!block) throw new Error(`${page} has no block of ${language}`);
  return block;
}

/** A program of the documentation while it runs, and what it has printed. */
export class Running {
  private printed = "";
  private readonly ended: Promise<unknown>;

  private constructor(readonly child: ChildProcess) {
    child.stdout?.on("data", (chunk) => {
      this.printed += chunk;
    });
    this.ended = once(child, "close");
  }

  static start(command: string, args: string[], env: Record<string, string>): Running {
    const child = spawn(command, args, {
      env: { NODE_ENV: "production", PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    return new Running(child);
  }

  /** What `pattern` finds in what is printed, once it is. */
  async says(pattern: RegExp): Promise<string> {
    await expect.poll(() => this.printed, { timeout: 30_000, interval: 50 }).toMatch(pattern);
    return pattern.exec(this.printed)?.[1] ?? "";
  }

  /** Ends a server, which goes on for ever by itself. */
  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    await this.ended;
  }

  /** All that it printed, once it has ended well. */
  async toEnd(): Promise<string> {
    await this.ended;
    expect(this.child.exitCode, this.printed).toBe(0);
    return this.printed;
  }
}

/** Imports a module from its text, from a file beside the repository's packages. */
export async function importText<T>(text: string): Promise<T> {
  const folder = mkdtempSync(join(process.cwd(), "test-results", "module-"));
  const file = join(folder, "module.mjs");
  writeFileSync(file, text);
  try {
    return (await import(/* @vite-ignore */ file)) as T;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
