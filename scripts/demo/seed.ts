import { recordEvent } from "../../lib/audit/service";
import { newId } from "../../lib/core/ids";
import type { Db } from "../../lib/db/client";
import { credentials } from "../../lib/db/schema/factors";
import { policies } from "../../lib/db/schema/policies";
import { exemptions } from "../../lib/db/schema/users";
import { sealTotpSecret } from "../../lib/factors/totp";
import { hashPassword } from "../../lib/identity/passwords/hash";
import { createUser } from "../../lib/identity/users/service";
import { createDefaultPolicy } from "../../lib/policy/policies";
import { createWorkspace } from "../../lib/workspaces/service";
import { addDemoApplications } from "./applications";
import { acmePeople, GLOBEX, type Person } from "./people";

const PASSWORD = "sallyport-demo-2026";
const TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const DAY_MS = 86_400_000;

const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** Fills the demo workspaces of contract §2, in one transaction: all of it or nothing. */
export async function seedDemo(db: Db): Promise<void> {
  const everybody = [...acmePeople(), ...GLOBEX];
  const hashes = new Map(
    await Promise.all(everybody.map(async ({ email }) => [email, await hashPassword(PASSWORD)] as const)),
  );
  await db.transaction(async (tx) => {
    await seedWorkspace(tx, "Acme", acmePeople(), hashes);
    await seedWorkspace(tx, "Globex", GLOBEX, hashes);
  });
}

async function seedWorkspace(
  tx: Db,
  name: string,
  people: Person[],
  hashes: Map<string, string>,
): Promise<void> {
  const workspaceId = await createWorkspace(tx, { name, isDemo: true });
  const defaultPolicy = await createDefaultPolicy(tx, workspaceId);
  const ids = new Map(people.map(({ email }) => [email, newId("user")]));
  const adminId = ids.get("admin@acme.example") ?? null;
  const privileged = name === "Acme" ? await addPrivilegedPolicy(tx, workspaceId, adminId) : defaultPolicy;
  for (const [at, person] of people.entries()) {
    const userId = ids.get(person.email) as string;
    const { isInvited, isRequired, canManage } = person;
    await createUser(tx, {
      workspaceId,
      id: userId,
      email: person.email,
      name: person.name,
      role: person.role ?? "member",
      rights: canManage ? ["manage_user_rights"] : [],
      policyId: person.policy === "Privileged" ? privileged : defaultPolicy,
      policySince: daysAgo(40),
      passwordHash: isInvited ? null : (hashes.get(person.email) ?? null),
      emailVerifiedAt: isInvited ? null : daysAgo(90),
      blockedAt: person.isBlocked ? daysAgo(12) : null,
      createdAt: daysAgo(90 + at),
      lastSignInAt: isInvited ? null : daysAgo(1 + ((at * 7) % 45)),
      ...(isRequired ? { requiredSince: daysAgo(20), requiredBy: adminId } : {}),
      ...(person.factor ? { twoFactorOn: true, twoFactorSince: daysAgo(60), twoFactorOrigin: "self" } : {}),
    });
    if (person.factor) await addTotp(tx, workspaceId, userId);
    if (person.exempt) await exempt(tx, workspaceId, userId, adminId, person.exempt);
  }
  const ownerId = [...ids.values()][0] ?? null;
  await recordEvent(tx, { workspaceId, action: "workspace.created", actorId: ownerId, client: null });
  if (name === "Acme") await addDemoApplications(tx, workspaceId, adminId);
}

async function addPrivilegedPolicy(tx: Db, workspaceId: string, setBy: string | null): Promise<string> {
  const id = newId("policy");
  await tx.insert(policies).values({
    workspaceId,
    id,
    name: "Privileged",
    mode: "required",
    methods: ["passkey"],
    phishingResistant: true,
    since: daysAgo(30),
    setBy,
  });
  return id;
}

async function addTotp(tx: Db, workspaceId: string, userId: string): Promise<void> {
  const id = newId("credential");
  const data = sealTotpSecret(workspaceId, userId, id, TOTP_SECRET);
  const createdAt = daysAgo(60);
  await tx.insert(credentials).values({ workspaceId, userId, id, kind: "totp", label: "", data, createdAt });
}

async function exempt(
  tx: Db,
  workspaceId: string,
  userId: string,
  setBy: string | null,
  { reason, days }: { reason: string; days: number },
): Promise<void> {
  const endsAt = daysAgo(-days);
  await tx
    .insert(exemptions)
    .values({ workspaceId, userId, id: newId("exemption"), reason, setBy, startsAt: daysAgo(0), endsAt });
}
