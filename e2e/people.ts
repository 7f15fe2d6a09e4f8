import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { newId } from "../lib/core/ids";
import { database } from "../lib/db/client";
import { credentials } from "../lib/db/schema/factors";
import { policies } from "../lib/db/schema/policies";
import { exemptions } from "../lib/db/schema/users";
import { workspaces } from "../lib/db/schema/workspaces";
import { sealTotpSecret } from "../lib/factors/totp";
import { hashPassword } from "../lib/identity/passwords/hash";
import { createUser } from "../lib/identity/users/service";
import { createDefaultPolicy } from "../lib/policy/policies";

export const PASSWORD = "quiet harbour seven lanterns";
export const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

export type PersonSpec = {
  name?: string;
  role?: "owner" | "administrator" | "member";
  canManage?: boolean;
  canAudit?: boolean;
  totp?: boolean;
  isRequired?: boolean;
  isInvited?: boolean;
  isBlocked?: boolean;
  isPrivileged?: boolean;
  isInGrace?: boolean;
  exemptDays?: number;
};
export type PlaceSpec = {
  /** Switches text messages on, for these countries. */
  smsCountries?: readonly string[];
  /** Switches push approval on. */
  hasPush?: boolean;
  /** For how many days the default policy remembers a browser. */
  rememberedDays?: number;
};
export type Person = { id: string; email: string; name: string };
export type MadeWorkspace<K extends string> = { id: string; name: string; people: Record<K, Person> };

let passwordHash: Promise<string> | undefined;
const DAY_MS = 86_400_000;

/** A workspace of its own for one test, with the people it needs. All have `PASSWORD`; a `totp` has `TOTP_SECRET`. */
export async function makeWorkspace<K extends string>(
  specs: Record<K, PersonSpec>,
  { smsCountries, hasPush, rememberedDays }: PlaceSpec = {},
): Promise<MadeWorkspace<K>> {
  passwordHash ??= hashPassword(PASSWORD);
  const hash = await passwordHash;
  const mark = randomBytes(5).toString("hex");
  const workspaceId = newId("workspace");
  const name = `Test ${mark}`;
  const db = database();
  return db.transaction(async (tx) => {
    const methods = ["passkey", "totp", ...(smsCountries ? ["sms"] : []), ...(hasPush ? ["push"] : [])];
    const place = { methods, smsCountries: [...(smsCountries ?? [])] };
    await tx.insert(workspaces).values({ workspaceId, name, isDemo: true, ...place });
    const defaultPolicy = await createDefaultPolicy(tx, workspaceId);
    if (rememberedDays)
      await tx.update(policies).set({ rememberedDays }).where(eq(policies.id, defaultPolicy));
    const privileged = newId("policy");
    await tx.insert(policies).values({
      workspaceId,
      id: privileged,
      name: "Privileged",
      mode: "required",
      methods: ["passkey"],
      phishingResistant: true,
    });
    const gentle = newId("policy");
    const terms = { mode: "required", graceDays: 7 };
    await tx.insert(policies).values({ workspaceId, id: gentle, name: "Gentle", ...terms });
    const people = {} as Record<K, Person>;
    for (const [key, spec] of Object.entries(specs) as [K, PersonSpec][]) {
      const person = {
        id: newId("user"),
        email: `${key.toLowerCase()}@${mark}.example`,
        name: spec.name ?? `${key} ${mark}`,
      };
      people[key] = person;
      const past = new Date(Date.now() - DAY_MS);
      await createUser(tx, {
        workspaceId,
        ...person,
        role: spec.role ?? "member",
        rights: [
          ...(spec.canManage ? ["manage_user_rights", "manage_applications"] : []),
          ...(spec.canAudit ? ["view_audit_log"] : []),
        ],
        policyId: spec.isPrivileged ? privileged : spec.isInGrace ? gentle : defaultPolicy,
        policySince: past,
        createdAt: past,
        passwordHash: spec.isInvited ? null : hash,
        emailVerifiedAt: spec.isInvited ? null : past,
        blockedAt: spec.isBlocked ? past : null,
        ...(spec.isRequired ? { requiredSince: past, requiredBy: null } : {}),
        ...(spec.totp ? { twoFactorOn: true, twoFactorOrigin: "self", twoFactorSince: past } : {}),
      });
      if (spec.totp) {
        const id = newId("credential");
        const data = sealTotpSecret(workspaceId, person.id, id, TOTP_SECRET);
        const owner = { workspaceId, userId: person.id, id };
        await tx.insert(credentials).values({ ...owner, kind: "totp", label: "", data });
      }
      if (spec.exemptDays) {
        const endsAt = new Date(Date.now() + spec.exemptDays * DAY_MS);
        const row = { workspaceId, userId: person.id, id: newId("exemption"), startsAt: past, endsAt };
        await tx.insert(exemptions).values({ ...row, reason: "A test" });
      }
    }
    return { id: workspaceId, name, people };
  });
}
