import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { useTestDatabase } from "../db/testing";
import { makeWorkspace } from "../identity/testing";
import type { Channel } from "./channels/channel";
import { claimDueMessages } from "./store";

/** What the peers on loopback got, and how they answer the next ones. */
const mails: string[] = [];
const texts: { to: string | null; body: string | null; authorization: string | undefined }[] = [];
const smtpAnswers: number[] = [];
const twilioAnswers: (number | "hang" | "late")[] = [];

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, _session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const code = smtpAnswers.shift() ?? 250;
      if (code === 250) mails.push(Buffer.concat(chunks).toString());
      done(code === 250 ? null : Object.assign(new Error("no"), { responseCode: code }));
    });
  },
});

const readBody = async (request: IncomingMessage): Promise<string> => {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
};

const twilio = createServer(async (request, response) => {
  const form = new URLSearchParams(await readBody(request));
  texts.push({ to: form.get("To"), body: form.get("Body"), authorization: request.headers.authorization });
  const answer = twilioAnswers.shift() ?? 201;
  if (answer === "hang") return;
  // Accepted, but only after nobody waits for it any more
  if (answer === "late") return void setTimeout(() => response.writeHead(201).end("{}"), 5_500);
  response.writeHead(answer).end("{}");
});

const database = useTestDatabase();
const { db, connect } = database;
let workspaceId: string;
let dispatchDue: typeof import("./dispatch").dispatchDue;
let service: typeof import("./service");
let mail: Channel;

beforeAll(async () => {
  smtp.listen(0, "127.0.0.1");
  twilio.listen(0, "127.0.0.1");
  await Promise.all([once(smtp.server, "listening"), once(twilio, "listening")]);
  const portOf = (address: unknown) => (address as AddressInfo).port;
  vi.stubEnv("SMTP_URL", `smtp://127.0.0.1:${portOf(smtp.server.address())}`);
  vi.stubEnv("SMS_PROVIDER", "twilio");
  vi.stubEnv("TWILIO_ACCOUNT_SID", "AC1");
  vi.stubEnv("TWILIO_AUTH_TOKEN", "secret");
  vi.stubEnv("TWILIO_FROM", "+15005550006");
  vi.stubEnv("TWILIO_API_URL", `http://127.0.0.1:${portOf(twilio.address())}`);
  ({ dispatchDue } = await import("./dispatch"));
  ({ mail } = await import("./channels/mail"));
  service = await import("./service");
  workspaceId = (await makeWorkspace(db)).workspaceId;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  twilio.closeAllConnections();
  await Promise.all([
    new Promise<void>((done) => smtp.close(done)),
    new Promise((done) => twilio.close(done)),
  ]);
});

const raw = (await import("../db/testing-faults")).useRaw(database);
const mailTo = (to: string, eventKey = to) =>
  service.sendMail(db, {
    workspaceId,
    eventKey,
    to,
    locale: "en",
    subject: "A change",
    text: "Hello,\n\nsee http://localhost:3000/x.",
    action: null,
  });
const textTo = (to: string) =>
  service.sendText(db, {
    workspaceId,
    eventKey: to,
    to,
    code: "123456",
    workspaceName: "W",
    locale: "en",
    lifetimeSeconds: 300,
  });
const stateOf = async (recipient: string) => {
  const [row] =
    await raw`select attempts, sent_at, failed_at, body, last_error from messages where recipient = ${recipient}`;
  return row;
};
const makeDue = (recipient: string) =>
  raw`update messages set next_attempt_at = now() where recipient = ${recipient}`;

test("a mail leaves by SMTP as text and HTML, once, however many processes look at the outbox at once", async () => {
  await mailTo("a@mail.example");
  await mailTo("a@mail.example");
  const pools = [db, connect(), connect()];
  await Promise.all(pools.map((pool) => dispatchDue(pool)));
  await dispatchDue(db);
  const got = mails.filter((mail) => mail.includes("a@mail.example"));
  expect(got).toHaveLength(1);
  expect(got[0]).toMatch(/text\/plain/);
  expect(got[0]).toMatch(/text\/html/);
  expect(got[0]).toMatch(/Message-ID: <msg_\w+@localhost>/i);
  expect((await stateOf("a@mail.example"))?.sent_at).not.toBeNull();
});

test("C11 a mail that was refused for the moment is tried again later and arrives once; a final refusal is not", async () => {
  smtpAnswers.push(451);
  await mailTo("later@mail.example");
  await dispatchDue(db);
  expect(await stateOf("later@mail.example")).toMatchObject({ attempts: 1, sent_at: null, failed_at: null });
  await dispatchDue(db);
  expect((await stateOf("later@mail.example"))?.attempts).toBe(1);
  await makeDue("later@mail.example");
  await dispatchDue(db);
  expect(mails.filter((mail) => mail.includes("later@mail.example"))).toHaveLength(1);

  smtpAnswers.push(550);
  await mailTo("never@mail.example");
  await dispatchDue(db);
  const state = await stateOf("never@mail.example");
  expect(state?.failed_at).not.toBeNull();
  expect(state?.last_error).toContain("550");
});

test("C11 a mail whose 250 was not lived to be noted comes once more, recognisable by its id and date, and no third time", async () => {
  await mailTo("crash@mail.example");
  const [claimed] = await claimDueMessages(db, 20);
  if (!claimed) throw new Error("nothing was due");
  const { id, createdAt: at, recipient: to, locale, subject, body: text, action } = claimed;
  await mail({ id, at, to, locale, subject, text, action }, db);
  // The process that sent it is gone; whoever comes next knows of nothing.
  await dispatchDue(db);
  expect(mails.filter((mail) => mail.includes("crash@mail.example"))).toHaveLength(1);
  await makeDue("crash@mail.example");
  await dispatchDue(db);
  await makeDue("crash@mail.example");
  await dispatchDue(db);
  const got = mails.filter((mail) => mail.includes("crash@mail.example"));
  expect(got).toHaveLength(2);
  const headersOf = (mail: string) => [
    mail.match(/^Message-ID: .+$/im)?.[0],
    mail.match(/^Date: .+$/im)?.[0],
  ];
  expect(headersOf(got[0] ?? "")).toEqual(headersOf(got[1] ?? ""));
  expect(headersOf(got[0] ?? "")[0]).toContain(id);
});

test("C10 a text message goes by Twilio's address and form; 500, 429 and silence are tried again with the same code", async () => {
  twilioAnswers.push(500, 429, "hang", 201);
  await textTo("+4915112345678");
  for (let attempt = 1; attempt <= 4; attempt++) {
    await makeDue("+4915112345678");
    const begun = performance.now();
    await dispatchDue(db);
    expect(performance.now() - begun).toBeLessThan(6_500);
  }
  expect(texts).toHaveLength(4);
  expect(new Set(texts.map(({ body }) => body)).size).toBe(1);
  expect(texts[0]).toMatchObject({ to: "+4915112345678", authorization: `Basic ${btoa("AC1:secret")}` });
  expect(texts[0]?.body).toContain("123456");
  expect(texts[0]?.body).toMatch(/@localhost #123456$/);
});

test("a code that was sent is not kept, and one that has expired is not sent", async () => {
  expect((await stateOf("+4915112345678"))?.body).toBe("");
  await textTo("+4915112345679");
  await raw`update messages set expires_at = now() - interval '1 second' where recipient = '+4915112345679'`;
  const before = texts.length;
  await dispatchDue(db);
  expect(texts).toHaveLength(before);
  expect((await stateOf("+4915112345679"))?.failed_at).not.toBeNull();
});

test("a number that Twilio refuses is not tried again", async () => {
  twilioAnswers.push(400);
  await textTo("+4915112345670");
  await dispatchDue(db);
  expect((await stateOf("+4915112345670"))?.failed_at).not.toBeNull();
});

test("C10 a text message that was accepted too late is sent again with the same code, and no third time", async () => {
  twilioAnswers.push("late", 201);
  const to = "+4915112345671";
  await textTo(to);
  await dispatchDue(db);
  expect((await stateOf(to))?.sent_at).toBeNull();
  await makeDue(to);
  await dispatchDue(db);
  await makeDue(to);
  await dispatchDue(db);
  const got = texts.filter((text) => text.to === to);
  expect(got).toHaveLength(2);
  expect(new Set(got.map(({ body }) => body)).size).toBe(1);
  expect((await stateOf(to))?.sent_at).not.toBeNull();
});
