import { database } from "../../../lib/db/client";
import { issueToken, type LinkKind } from "../../../lib/identity/tokens/service";
import { HttpBrowser } from "../../http/browser";
import { afterPassword, afterTotp } from "../../http/person";
import { makeWorkspace, type PersonSpec } from "../../people";

export const NEW_PASSWORD = "violet engines under rain";

export async function one(spec: PersonSpec) {
  const made = await makeWorkspace({ one: spec });
  return { workspaceId: made.id, person: made.people.one };
}

export async function signedIn(spec: PersonSpec = {}) {
  const { workspaceId, person } = await one(spec);
  const browser = spec.totp ? await afterTotp(person) : await afterPassword(person);
  return { workspaceId, person, browser };
}

export async function withLink(kind: LinkKind, spec: PersonSpec) {
  const { workspaceId, person } = await one(spec);
  const token = await issueToken(database(), { workspaceId, userId: person.id, kind, createdBy: null });
  return { workspaceId, browser: new HttpBrowser(), token };
}

export async function withAdmin(other: PersonSpec) {
  const made = await makeWorkspace({ admin: { role: "administrator", canManage: true, totp: true }, other });
  const { admin, other: person } = made.people;
  return { workspaceId: made.id, browser: await afterTotp(admin), admin, other: person };
}
