import { say } from "./say.mjs";

const ACCOUNTS = [
  ["owner@acme.example", "owner; 2FA by own choice (TOTP)"],
  ["admin@acme.example", "administrator, may manage user rights; 2FA required (TOTP)"],
  ["nomfa-admin@acme.example", "administrator, may manage user rights; no 2FA"],
  ["member@acme.example", "member; no 2FA"],
  ["required@acme.example", "member; 2FA required, set-up pending"],
  ["active@acme.example", "member; 2FA required (TOTP)"],
  ["chosen@acme.example", "member; 2FA by own choice (TOTP)"],
  ["exempt@acme.example", "member; exempt for 30 days"],
  ["privileged@acme.example", "member of policy Privileged; no 2FA"],
  ["upgrade@acme.example", "member of policy Privileged; TOTP, not accepted there"],
  ["owner@globex.example", "owner of another workspace"],
  ["member@globex.example", "member of another workspace"],
];

/** The last lines of a start: the address, and in demo mode who can sign in. */
export function printWelcome({ APP_URL, DEMO }, took) {
  say(`\nSallyport is ready at ${APP_URL} (${took})\n`);
  if (DEMO === "1") {
    say("Demo accounts, all with the password  sallyport-demo-2026");
    for (const [address, what] of ACCOUNTS) say(`  ${address.padEnd(26)} ${what}`);
    say("TOTP secret where enrolled            JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    say(`Mail and text messages                ${APP_URL}/dev/inbox\n`);
  }
  say("Ctrl-C stops everything and loses nothing.");
}
