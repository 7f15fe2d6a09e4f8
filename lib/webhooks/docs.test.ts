import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { z } from "zod";
import { publishedSchema } from "./core/event";
import { KEPT_DAYS, MOST_ATTEMPTS, RETRY_SECONDS } from "./core/limits";
import { OCSF_CLASSES, OCSF_ROWS, OCSF_VERSION } from "./core/ocsf";

const pathOf = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const read = (name: string) => readFileSync(pathOf(name), "utf8");
const text = read("webhooks.md");

/** Where what is generated has changed: `WRITE_DOCS=1 npx vitest run --project unit lib/webhooks/docs`, then `npx biome check --write docs`. */

test("the published schema is the code's", () => {
  const schema = JSON.stringify(publishedSchema());
  if (process.env.WRITE_DOCS) writeFileSync(pathOf("webhooks.schema.json"), schema);
  expect(JSON.parse(read("webhooks.schema.json"))).toEqual(JSON.parse(schema));
});

const message = (action: string, details: object, type = action) => ({
  type,
  timestamp: "2026-06-01T10:00:00.000001Z",
  data: {
    id: "evt_1",
    cursor: "1.evt_1",
    action,
    result: "ok",
    at: "2026-06-01T10:00:00.000001Z",
    actor: { kind: "user", id: "usr_1" },
    target_id: null,
    ip: null,
    user_agent: null,
    request_id: null,
    details,
  },
});

test("whoever reads the published schema alone tells right details from wrong ones, by the type", () => {
  const published = z.fromJSONSchema(JSON.parse(read("webhooks.schema.json")));
  const isRight = (one: unknown) => published.safeParse(one).success;
  const added = { factor: "totp", credentialId: "crd_1", sessionsEnded: 0 };
  expect(isRight(message("credential.added", added))).toBe(true);
  expect(isRight(message("credential.added", { ...added, later: "a field that may come" }))).toBe(true);
  expect(isRight(message("credential.added", { factor: "totp" }))).toBe(false);
  expect(isRight(message("credential.added", { ...added, sessionsEnded: "none" }))).toBe(false);
  expect(isRight(message("user.joined", {}))).toBe(true);
  expect(isRight(message("policy.moved", {}, "user.joined"))).toBe(false);
});

test("the table of OCSF is the code's", () => {
  const rows = OCSF_ROWS.map(([start, classUid, activityId, activity]) => {
    const begins = start === "" ? "anything else" : `\`${start}\``;
    return `| ${begins} | ${classUid} ${OCSF_CLASSES[classUid]} | ${activityId} ${activity} |`;
  });
  const table = ["| action | class | activity |", "|---|---|---|", ...rows].join("\n");
  const [before = ""] = text.split("<!-- ocsf -->");
  const expected = `${before}<!-- ocsf -->\n${table}\n`;
  if (process.env.WRITE_DOCS) writeFileSync(pathOf("webhooks.md"), expected);
  expect(read("webhooks.md")).toBe(expected);
  expect(text).toContain(`Framework](https://schema.ocsf.io) ${OCSF_VERSION}`);
});

test("the numbers that are told are the code's", () => {
  expect(RETRY_SECONDS.slice(0, 7)).toEqual([30, 120, 600, 1_800, 7_200, 21_600, 28_800]);
  expect(new Set(RETRY_SECONDS.slice(6)).size).toBe(1);
  expect(text).toContain(`| ${MOST_ATTEMPTS} failures, over three days |`);
  expect(text).toContain(`for ${KEPT_DAYS} days`);
});

test("the snippet reads what is signed, and refuses what is not", async () => {
  const [, code = ""] = text.match(/```js\n([\s\S]*?)```/) ?? [];
  const body = code
    .replace(/^import .*$/m, "")
    .replace("export function readEvent", "return function readEvent");
  const readEvent = new Function("Webhook", body)(Webhook) as (
    secret: string,
    headers: Record<string, string>,
    rawBody: string,
  ) => unknown;
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const rawBody = JSON.stringify({ type: "user.joined", timestamp: "x", data: { id: "evt_1" } });
  const now = new Date();
  const headers = {
    "webhook-id": "dlv_1",
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": new Webhook(secret).sign("dlv_1", now, rawBody),
  };
  expect(readEvent(secret, headers, rawBody)).toEqual({ id: "evt_1" });
  expect(() => readEvent(secret, headers, rawBody.replace("evt_1", "evt_2"))).toThrow();
  expect(() => readEvent(secret, { ...headers, "webhook-id": "dlv_2" }, rawBody)).toThrow();
});
