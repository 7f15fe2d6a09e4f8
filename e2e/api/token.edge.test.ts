import { expect, test } from "vitest";
import { ORIGIN } from "../http/browser";
import { afterPassword, afterTotp } from "../http/person";
import { makeProgram, tokenOf } from "../http/program";
import { makeWorkspace } from "../people";

const ask = (headers: Record<string, string>, path = "/guardian/factors") =>
  fetch(`${ORIGIN}/api/v2${path}`, { headers, redirect: "manual" });

test("A82 a token opens by `Authorization: Bearer` alone: not by Basic, cookie, query or another header", async () => {
  const { id } = await makeWorkspace({ member: {} });
  const program = await makeProgram(id);
  const token = await tokenOf(program);
  expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200);
  expect((await ask({ authorization: `bearer ${token}` })).status).toBe(200);
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  const forms: Record<string, string>[] = [
    {},
    { authorization: token },
    { authorization: `Token ${token}` },
    { authorization: `Bearer ${token}x` },
    { authorization: `Bearer ${token}, Bearer ${token}` },
    { authorization: basic(`${program.clientId}:${program.secret}`) },
    { authorization: basic(`x:${token}`) },
    { "x-api-key": token },
    { cookie: `access_token=${token}` },
    { cookie: `next-auth.session-token=${token}` },
  ];
  for (const headers of forms) {
    const response = await ask(headers);
    expect(response.status, JSON.stringify(Object.keys(headers))).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(await response.json()).toMatchObject({ code: "access_token_invalid", status: 401 });
  }
  for (const name of ["access_token", "token"]) {
    const response = await ask({ authorization: `Bearer ${token}` }, `/guardian/factors?${name}=${token}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "token_in_query" });
  }
});

test("A2 A82 no session is an API token, half signed in or whole, in whatever header it comes", async () => {
  const { people } = await makeWorkspace({
    admin: { role: "administrator", canManage: true, totp: true },
    half: { totp: true },
  });
  for (const browser of [await afterTotp(people.admin), await afterPassword(people.half)]) {
    const [session = ""] = [...browser.cookies.values()];
    const forms: Record<string, string>[] = [
      { cookie: browser.header() },
      { authorization: `Bearer ${session}` },
      { authorization: `Basic ${Buffer.from(`x:${session}`).toString("base64")}` },
    ];
    for (const headers of forms) expect((await ask(headers)).status).toBe(401);
  }
});

test("A82 a token is no session: it opens no page, no action's address and no route of a signed-in person", async () => {
  const { id } = await makeWorkspace({ member: {} });
  const authorization = `Bearer ${await tokenOf(await makeProgram(id))}`;
  for (const path of ["/dashboard", "/settings/users", "/api/ui/users"]) {
    const response = await fetch(`${ORIGIN}${path}`, { headers: { authorization }, redirect: "manual" });
    expect([307, 401], path).toContain(response.status);
  }
});

test("the document is served to anybody, as the server's own", async () => {
  const response = await fetch(`${ORIGIN}/api/v2/openapi.json`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ openapi: "3.1.0", servers: [{ url: `${ORIGIN}/api/v2` }] });
  expect((await fetch(`${ORIGIN}/api/v2/nowhere`)).status).toBe(404);
});
