import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../lib/db/embedded/server";
import { ORIGIN } from "../http/browser";
import type { MadeApplication } from "./applications";

const MODULES = "/usr/lib/apache2/modules";
const PACKAGES = ["apache2-bin", "libapache2-mod-auth-openidc"];
const isThere = () => existsSync(join(MODULES, "mod_auth_openidc.so")) && existsSync("/usr/sbin/apache2");

/** Debian's Apache with mod_auth_openidc, installed where that is possible; false where it is not. */
export function haveApache(): boolean {
  if (isThere()) return true;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  try {
    const options = { stdio: "ignore", timeout: 120_000 } as const;
    execFileSync("apt-get", ["update"], options);
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", ...PACKAGES], {
      ...options,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  } catch {
    return false;
  }
  return isThere();
}

export type Apache = { origin: string; callback: string; stop: () => Promise<void> };

const LOADED = [
  ["mpm_event_module", "mod_mpm_event.so"],
  ["authn_core_module", "mod_authn_core.so"],
  ["authz_core_module", "mod_authz_core.so"],
  ["authz_user_module", "mod_authz_user.so"],
  ["auth_openidc_module", "mod_auth_openidc.so"],
];

/** Where its application must be answered, before it runs. */
export async function apacheAddress(): Promise<{ port: number; callback: string }> {
  const port = await findFreePort();
  return { port, callback: `http://localhost:${port}/protected/callback` };
}

/** Apache on loopback: `/protected` for whoever signs in, `/high` for whoever does at `aal2`. */
export async function startApache(port: number, { clientId, secret }: MadeApplication): Promise<Apache> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-apache-"));
  // Apache's own user reads it
  chmodSync(folder, 0o755);
  for (const name of ["protected", "high"]) {
    mkdirSync(join(folder, "site", name), { recursive: true });
    writeFileSync(join(folder, "site", name, "index.html"), `This is ${name}.`);
  }
  const callback = `http://localhost:${port}/protected/callback`;
  await writeMetadata(join(folder, "metadata"), { clientId, secret });
  writeFileSync(
    join(folder, "apache.conf"),
    `
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
Listen 127.0.0.1:${port}
${LOADED.map(([name, file]) => `LoadModule ${name} ${MODULES}/${file}`).join("\n")}
User www-data
Group www-data
DocumentRoot ${folder}/site
OIDCMetadataDir ${folder}/metadata
OIDCDiscoverURL http://localhost:${port}/choose
OIDCRedirectURI ${callback}
OIDCCryptoPassphrase ${secret}
OIDCCookieSameSite On
<Location /protected>
  AuthType openid-connect
  Require valid-user
</Location>
<Location /high>
  AuthType openid-connect
  OIDCPathAuthRequestParams acr_values=aal2
  OIDCUnAutzAction auth
  Require claim acr:aal2
</Location>
`,
  );
  const process = spawn("/usr/sbin/apache2", ["-f", join(folder, "apache.conf"), "-DFOREGROUND"], {
    stdio: "ignore",
  });
  await answers(`http://localhost:${port}/`);
  const stop = async () => {
    const ended = once(process, "exit");
    process.kill("SIGTERM");
    await ended;
  };
  return { origin: `http://localhost:${port}`, callback, stop };
}

/** In files, where the module takes an issuer on plain http; its directives take https alone. */
async function writeMetadata(folder: string, { clientId, secret }: MadeApplication): Promise<void> {
  mkdirSync(folder);
  const discovered = await fetch(`${ORIGIN}/.well-known/openid-configuration`);
  const files = {
    provider: await discovered.json(),
    client: { client_id: clientId, client_secret: secret },
    conf: { scope: "openid email", pkce_method: "S256", token_endpoint_auth: "client_secret_basic" },
  };
  const name = encodeURIComponent(new URL(ORIGIN).host);
  for (const [kind, content] of Object.entries(files))
    writeFileSync(join(folder, `${name}.${kind}`), JSON.stringify(content));
}

async function answers(address: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(address, { redirect: "manual" }).catch(() => null)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("Apache does not answer");
}
