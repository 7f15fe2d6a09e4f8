import { expect, test } from "vitest";
import { afterPassword, enrolTotp } from "../http/person";
import { makeWorkspace } from "../people";
import { makeApplication } from "./applications";
import { RelyingParty } from "./relying-party";

test("A79 openid-client signs somebody in, and demands aal2, which is set up in the middle", async () => {
  const made = await makeWorkspace({ one: {} });
  const party = await RelyingParty.discover(await makeApplication(made.id, { isFirstParty: true }));
  const browser = await afterPassword(made.people.one);
  expect((await party.signIn(browser)).claims?.acr).toBe("aal1");
  const { url, checks } = await party.prepare({ acr_values: "aal2" });
  const { waiting } = await party.follow(browser, url.href);
  if (!waiting) throw new Error("nothing was asked");
  await enrolTotp(browser);
  const tokens = await party.tokens(await party.resume(browser, waiting), checks);
  expect(tokens.claims()?.acr).toBe("aal2");
});
