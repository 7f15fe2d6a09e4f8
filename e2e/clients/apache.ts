import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { ORIGIN } from "../http/browser";
import type { MadeApplication } from "../oidc/applications";
import { haveDebian } from "./debian";
import { navigate } from "./navigate";
import { blockOf } from "./written";

const MODULES = "/usr/lib/apache2/modules";
const PACKAGES = ["apache2-bin", "libapache2-mod-auth-openidc"];
const isThere = () => existsSync(join(MODULES, "mod_auth_openidc.so")) && existsSync("/usr/sbin/apache2");

/** Debian's Apache with mod_auth_openidc, installed where that is possible; false where it is not. */
export const haveApache = (): boolean => haveDebian(PACKAGES, isThere);

const LOADED = [
  ["mpm_event_module", "mod_mpm_event.so"],
  ["authn_core_module", "mod_authn_core.so"],
  ["authz_core_module", "mod_authz_core.so"],
  ["authz_user_module", "mod_authz_user.so"],
  ["auth_openidc_module", "mod_auth_openidc.so"],
];

/** The configuration of the documentation, with this machine's addresses in place of its own. */
const asWritten = (folder: string, home: string, { clientId, secret }: MadeApplication): string =>
  blockOf("apache.md", "apache")
    .replaceAll("https://sallyport.example", ORIGIN)
    .replaceAll("https://your-app.example", home)
    .replace("OIDCClientID app_…", `OIDCClientID ${clientId}`)
    .replace("OIDCClientSecret …", `OIDCClientSecret ${secret}`)
    .replace("/etc/apache2/oidc-passphrase", `${folder}/passphrase`);

/** Apache on loopback, as its page of the documentation has it. Answers how to end it. */
export async function startApache(port: number, application: MadeApplication): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-apache-"));
  // Apache's own user reads it
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "site", "payments"), { recursive: true });
  writeFileSync(join(folder, "passphrase"), "a passphrase for this test alone");
  writeFileSync(join(folder, "site", "index.html"), "This is the front.");
  writeFileSync(join(folder, "site", "payments", "index.html"), "These are the payments.");
  const home = `http://localhost:${port}`;
  const conf = `
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
Listen 127.0.0.1:${port}
${LOADED.map(([name, file]) => `LoadModule ${name} ${MODULES}/${file}`).join("\n")}
User www-data
Group www-data
DocumentRoot ${folder}/site
${asWritten(folder, home, application)}`;
  writeFileSync(join(folder, "apache.conf"), conf);
  const apache = spawn("/usr/sbin/apache2", ["-f", join(folder, "apache.conf"), "-DFOREGROUND"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(apache, "exit");
  const status = () => navigate(`${home}/`).then((answer) => answer.status, String);
  const stop = async () => {
    apache.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true });
  };
  try {
    await expect.poll(status, { timeout: 10_000, interval: 50 }).toBe(302);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
