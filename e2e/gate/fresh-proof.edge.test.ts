import { describe, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { checksum, settled } from "./checksum";
import { FREE } from "./free";
import { PROBES } from "./probes/index";

/** Steps of the set-up that begin with a fresh proof, for whoever has a factor. */
const OF_SET_UP = ["beginEnrollment", "issueRecoveryCodes"];

/** As if everybody of a workspace had proved what they proved six minutes earlier. */
const age = (workspaceId: string) => sql()`
  update sessions set created_at = created_at - interval '6 minutes', proofs = (
    select jsonb_agg(jsonb_set(proof, '{at}', to_jsonb(to_char(
      ((proof->>'at')::timestamptz - interval '6 minutes') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))))
    from jsonb_array_elements(proofs) proof)
  where workspace_id = ${workspaceId}`;

const guarded = Object.entries(PROBES).filter(
  ([name, { access }]) => (access === "full" && !FREE.has(name)) || OF_SET_UP.includes(name),
);

test("A58 what needs no fresh proof is named, and nothing else goes without one", () => {
  expect([...FREE].filter((name) => PROBES[name]?.access !== "full")).toEqual([]);
  expect(guarded.length).toBeGreaterThan(35);
});

describe.each(guarded)("%s", (name, probe) => {
  test("A57 A58 six minutes after the proof it asks for another one, and changes nothing", async () => {
    const { workspaceId, browser, input } = await probe.prepare();
    await settled();
    await age(workspaceId);
    const before = await checksum(workspaceId);
    const { body } = await browser.copy().act(name, input);
    expect(body, name).toMatchObject({ ok: false });
    expect(["step_up_required", "factor_required"], `${name} answers ${body?.code}`).toContain(body?.code);
    expect(await checksum(workspaceId), `${name} changed something`).toBe(before);
  });
});
