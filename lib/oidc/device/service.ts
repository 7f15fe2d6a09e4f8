import "server-only";
import { randomToken } from "../../core/crypto";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import type { Actor } from "../../flows/context";
import { countAgainst } from "../../ratelimit/windows";
import { findEnabledApplication } from "../applications/service";
import { findArtifact, findArtifactByUserCode, keepArtifact } from "../artifacts/service";

/** Who asks by a device's code, as the person sees it before answering. */
export type AskingDevice = {
  code: string;
  application: { name: string; homeUri: string | null };
  ip: string;
  userAgent: string;
  scopes: string[];
  /** Goes with the answer: it comes from this page alone. */
  xsrf: string;
};

const HOUR_SECONDS = 3_600;
/** Eight letters of twenty are 34 bits: at this pace they are never guessed while a code lives. */
const ENTRIES_PER_HOUR = 20;
const XSRF_SECONDS = 1_800;

const normalise = (code: string): string => code.toUpperCase().replace(/[^A-Z]/g, "");

/**
 * The device behind a code that a person typed, counted before it is looked up. Throws `rate_limited`, and `token_invalid`
 * for a code that is unknown, over, answered or another workspace's: all the same.
 */
export async function findAskingDevice(db: Db, actor: Actor, typed: string): Promise<AskingDevice> {
  const { subject, client } = actor;
  const passed = await countAgainst(db, [
    { name: "device code", subject: subject.user.id, max: ENTRIES_PER_HOUR, windowSeconds: HOUR_SECONDS },
    {
      name: "device code by address",
      subject: client.ip,
      max: ENTRIES_PER_HOUR * 5,
      windowSeconds: HOUR_SECONDS,
    },
  ]);
  if (passed) throw new AppError("rate_limited", { retryAfterSeconds: HOUR_SECONDS });
  const code = normalise(typed);
  const row = code === "" ? null : await findArtifactByUserCode(db, code);
  const { payload } = row ?? {};
  const isOpen = payload && !payload.accountId && !payload.error && !payload.inFlight && !row?.consumedAt;
  const application = isOpen && row?.clientId ? await findEnabledApplication(db, row.clientId) : null;
  const isAlive = row?.expiresAt != null && row.expiresAt > subject.facts.now;
  if (!isAlive || application?.workspaceId !== subject.workspace.id) throw new AppError("token_invalid");
  const asked = (payload?.params ?? {}) as { scope?: string };
  const device = (payload?.deviceInfo ?? {}) as { ip?: string; userAgent?: string };
  return {
    code: `${code.slice(0, 4)}-${code.slice(4)}`,
    application: { name: application.name, homeUri: application.homeUri },
    ip: device.ip ?? "",
    userAgent: device.userAgent ?? "",
    scopes: (asked.scope ?? "").split(" ").filter(Boolean),
    xsrf: await issueXsrf(db, actor),
  };
}

/** The provider asks for this secret with the answer: only a page that this session opened has it. */
async function issueXsrf(db: Db, { subject }: Actor): Promise<string> {
  const key = { kind: "Session", id: subject.sessionId };
  const row = await findArtifact(db, key);
  const secret = randomToken();
  await keepArtifact(db, {
    ...key,
    workspaceId: subject.workspace.id,
    userId: subject.user.id,
    sessionId: subject.sessionId,
    payload: { ...row?.payload, uid: subject.sessionId, state: { secret } },
    expiresInSeconds: Math.max(XSRF_SECONDS, 30 * 86_400),
  });
  return secret;
}
