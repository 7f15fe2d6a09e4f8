import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { makeUser, makeWorkspace, openSession } from "../identity/testing";
import { askFor, cookieOf, makeApplication, ProviderBrowser, REDIRECT_URI, useProvider } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);

async function redeem(
  application: { clientId: string; secret: string | null },
  fields: Record<string, string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url("/oauth/token"), {
    method: "POST",
    body: new URLSearchParams({
      client_id: application.clientId,
      client_secret: application.secret ?? "",
      ...fields,
    }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function people() {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  const application = await makeApplication(db, place.workspaceId, { isFirstParty: true });
  const session = await openSession(db, user);
  const browser = new ProviderBrowser(() => url(""), await cookieOf(session));
  return { place, user, application, session, browser };
}

test("a signed-in user of the workspace gets through to the application at once", async () => {
  const { user, application, browser } = await people();
  const { query, verifier } = askFor(application.clientId);
  const target = await browser.authorize(query);
  expect(target.href).toContain(REDIRECT_URI);
  expect(target.searchParams.get("iss")).toBe("http://localhost:3000");
  const code = target.searchParams.get("code") ?? "";
  const { status, body } = await redeem(application, {
    grant_type: "authorization_code",
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
  });
  expect({ status, body }).toMatchObject({ status: 200 });
  const claims = decodeJwt(String(body.id_token));
  expect(claims).toMatchObject({ sub: user.id, acr: "aal1", amr: ["pwd"], nonce: "no" });
  const info = await fetch(url("/userinfo"), { headers: { authorization: `Bearer ${body.access_token}` } });
  expect(await info.json()).toMatchObject({ sub: user.id, acr: "aal1", auth_time: claims.auth_time });
  const events = await sql`select action, data from audit_events where target_id = ${application.clientId}`;
  expect(events.map(({ action }) => action)).toContain("authorization.granted");
});
