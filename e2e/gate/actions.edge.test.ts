import { beforeAll, describe, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { HttpBrowser } from "../http/browser";
import { builtActions } from "../http/build";
import { afterPassword, afterTotp } from "../http/person";
import { makeWorkspace } from "../people";
import { checksum, settled } from "./checksum";
import { PROBES } from "./probes/index";

type Intruder = "nobody" | "half signed in" | "set-up pending";

const REFUSED_WITH: Record<Intruder, string[]> = {
  nobody: ["not_signed_in"],
  "half signed in": ["mfa_challenge_required"],
  "set-up pending": ["mfa_setup_required"],
};

/** Who is kept out of an action by how far their session has got. */
const KEPT_OUT: Record<"half" | "setup" | "full", Intruder[]> = {
  half: ["nobody"],
  setup: ["nobody", "half signed in"],
  full: ["nobody", "half signed in", "set-up pending"],
};

/** What an account's fields might be called elsewhere. */
const UNASKED = {
  phone: "+4915112345678",
  phone_number: "+4915112345678",
  phone_verified: true,
  phoneVerified: true,
};

const UNKNOWN_INPUTS = [null, "text", 7, [1]];

const FORGED: [string, string | null][] = [
  ["no origin", null],
  ["origin null", "null"],
  ["another origin", "https://evil.example"],
];

const intruders = {} as Record<Intruder, HttpBrowser>;

/** The strongest of another workspace: its owner, with a fresh second factor. */
async function stranger(): Promise<HttpBrowser> {
  const { people } = await makeWorkspace({ owner: { role: "owner", totp: true } });
  return afterTotp(people.owner);
}

beforeAll(async () => {
  const { people } = await makeWorkspace({ half: { totp: true }, pending: { isRequired: true } });
  intruders.nobody = new HttpBrowser();
  intruders["half signed in"] = await afterPassword(people.half);
  intruders["set-up pending"] = await afterPassword(people.pending);
});

test("A4 every server action of the build has a probe, and every probe its action", () => {
  expect(builtActions.map(({ name }) => name).sort()).toEqual(Object.keys(PROBES).sort());
});

describe.each(Object.entries(PROBES))("%s", (name, probe) => {
  test("A2 A3 A11 A66 A86 refuses everybody who may not and every input that it does not know, changes nothing for them, and succeeds for who may", async () => {
    const { workspaceId, browser, input, strangersInput = input } = await probe.prepare();
    await settled();
    const before = await checksum();

    for (const [why, origin] of FORGED) {
      const answer = await browser.copy().act(name, input, origin);
      expect(answer.body?.ok, `${name} with ${why}`).not.toBe(true);
    }
    expect(await checksum(), `${name} changed something for a forged request`).toBe(before);

    for (const intruder of probe.access === "public" ? [] : KEPT_OUT[probe.access]) {
      const answer = await intruders[intruder].act(name, input);
      expect(answer.body, `${name} as ${intruder}`).toMatchObject({ ok: false });
      expect(REFUSED_WITH[intruder]).toContain(answer.body?.code);
    }
    expect(await checksum(), `${name} changed something for an intruder`).toBe(before);

    if (probe.access !== "public") {
      const own = await checksum(workspaceId);
      const answer = await (await stranger()).act(name, strangersInput);
      if (probe.namesAnothers) expect(answer.body, `${name} as a stranger`).toMatchObject({ ok: false });
      expect(await checksum(workspaceId), `${name} reached another workspace`).toBe(own);
    }

    // What the stranger did at home is told there meanwhile
    await settled();
    // What the stranger ordered in their own workspace is worked off first
    await settled();
    const own = await checksum();
    for (const unknown of UNKNOWN_INPUTS) {
      const { body } = await browser.copy().act(name, unknown);
      expect(body, `${name} given ${JSON.stringify(unknown)}`).toMatchObject({ code: "invalid_input" });
    }
    expect(await checksum(), `${name} changed something by an input that it does not know`).toBe(own);

    const answer = await browser.act(name, input);
    expect(answer.body, `${name} for who may: ${answer.status} ${JSON.stringify(answer.body)}`).toMatchObject(
      { ok: true },
    );
  });

  test("A31 takes no phone number that comes along unasked, proved or not", async () => {
    const { browser, input } = await probe.prepare();
    const answer = await browser.act(name, { ...(input as object), ...UNASKED });
    if (!answer.body?.ok) expect(answer.body?.code).toBe("invalid_input");
    expect(await sql()`select 1 from messages where recipient = ${UNASKED.phone}`).toEqual([]);
    expect(
      await sql()`select 1 from credentials where kind = 'sms' and created_at > now() - interval '1 minute'`,
    ).toEqual([]);
  });
});
