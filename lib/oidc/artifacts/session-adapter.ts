import "server-only";
import Provider, { type Adapter, type AdapterPayload } from "oidc-provider";
import { amrOf, authTimeOf, lapsedLevel } from "../../policy/core/assurance";
import type { SessionSubject } from "../../policy/facts";
import { standingFor } from "../../policy/service";
import { visitorOf } from "../provider/visitor";
import type { ArtifactAdapter } from "./adapter";
import { isSessionLive } from "./store";

const epoch = (moment: Date): number => Math.floor(moment.getTime() / 1_000);

/** Longer than one request: how long a session lives is its own row's question. */
const DAY_SECONDS = 86_400;

/** A session of ours as the provider knows it: read from its row at each request, never remembered by the provider. */
function toPayload(subject: SessionSubject, kept: AdapterPayload | undefined): AdapterPayload {
  const { facts, rules, sessionId } = subject;
  const { proofs } = facts.session;
  const level = lapsedLevel(proofs, rules.levelLapseSeconds, facts.now);
  const who =
    standingFor(subject) === "signed_in"
      ? {
          accountId: subject.user.id,
          acr: level,
          amr: amrOf(proofs, level),
          loginTs: epoch(authTimeOf(proofs) ?? facts.session.beganAt),
        }
      : {};
  return {
    kind: "Session",
    jti: sessionId,
    uid: sessionId,
    iat: epoch(facts.session.beganAt),
    exp: epoch(facts.now) + DAY_SECONDS,
    ...who,
    ...(kept?.authorizations ? { authorizations: kept.authorizations } : {}),
    ...(kept && "state" in kept ? { state: kept.state as never } : {}),
  };
}

/**
 * The provider's session is ours. What the provider adds to it (which applications were reached, the secret of a form) is
 * kept under our session's id; who it is and what was proved is not, because the row says so. Somebody without a session
 * has an anonymous one, for signing out.
 */
export class SessionAdapter implements Adapter {
  constructor(readonly artifacts: ArtifactAdapter) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    const subject = Provider.ctx ? visitorOf(Provider.ctx.req).subject : null;
    const kept = await this.artifacts.find(id);
    if (subject?.sessionId === id) return toPayload(subject, kept);
    return kept?.accountId === undefined && !isOurs(id) ? kept : undefined;
  }

  /** For tokens that end with their session. */
  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const kept = await this.artifacts.find(uid);
    if (!kept || !(await isSessionLive(this.artifacts.db(), uid))) return undefined;
    return { ...kept, jti: uid, uid };
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const { uid } = payload;
    if (!uid || !isOurs(uid)) return this.artifacts.upsert(id, payload, expiresIn);
    // Another tab may have reached another application meanwhile
    const kept = await this.artifacts.find(uid);
    const authorizations = { ...kept?.authorizations, ...payload.authorizations };
    await this.artifacts.upsert(uid, { ...payload, authorizations }, expiresIn);
  }

  async findByUserCode(): Promise<undefined> {}
  async consume(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}

  /** A new identifier of the provider's leaves ours in place. */
  async destroy(id: string): Promise<void> {
    if (!isOurs(id)) await this.artifacts.destroy(id);
  }
}

const isOurs = (id: string): boolean => id.startsWith("ses_");
