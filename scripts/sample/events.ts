import type { AuditAction } from "../../lib/audit/core/events";
import type { Chance } from "./chance";
import type { Row } from "./copy";
import { REASONS } from "./holdings";

export const EVENT_COLUMNS = [
  ...[
    "workspace_id",
    "id",
    "at",
    "action",
    "result",
    "actor_kind",
    "actor_id",
    "target_id",
    "ip",
    "user_agent",
    "request_id",
    "data",
  ],
] as const;

const BROWSERS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
  "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Mobile Safari/537.36",
];

type Kind = {
  by: "self" | "administrator" | "nobody";
  refused?: true;
  data: (chance: Chance) => Record<string, unknown>;
};

const FACTORS = ["totp", "totp", "passkey", "sms"];
const factor = (chance: Chance) => ({ factor: chance.pick(FACTORS) });
const plain = () => ({});
const reasoned = (chance: Chance) => ({
  reason: chance.is(0.000_2) ? "A zeppelin took the phone" : chance.pick(REASONS),
});

/** What happens how often: mostly sign-ins and proofs, seldom what an administrator does. */
const ACTIONS: readonly (readonly [AuditAction, number, Kind])[] = [
  ["session.started", 360, { by: "self", data: () => ({ factor: "password" }) }],
  ["proof.accepted", 300, { by: "self", data: factor }],
  ["session.ended", 140, { by: "self", data: () => ({ reason: "signed_out" }) }],
  ["session.refused", 45, { by: "nobody", refused: true, data: () => ({ reason: "wrong_password" }) }],
  ["proof.refused", 40, { by: "self", refused: true, data: factor }],
  ["browser.added", 30, { by: "self", data: plain }],
  ["sms.sent", 25, { by: "self", data: () => ({ country: "DE" }) }],
  ["credential.added", 15, { by: "self", data: factor }],
  ["two_factor.enabled", 12, { by: "self", data: plain }],
  ["recovery_codes.issued", 10, { by: "self", data: () => ({ count: 10 }) }],
  ["password.changed", 8, { by: "self", data: plain }],
  ["credential.removed", 5, { by: "self", data: factor }],
  ["requirement.set", 4, { by: "administrator", data: () => ({ source: "user" }) }],
  ["access_pass.issued", 2, { by: "administrator", data: reasoned }],
  ["two_factor.reset", 1.5, { by: "administrator", data: reasoned }],
  ["user.invited", 1.5, { by: "administrator", data: () => ({ role: "member", requireMfa: true }) }],
  ["requirement.lifted", 0.6, { by: "administrator", data: () => ({ source: "user" }) }],
  [
    "rights.changed",
    0.1,
    { by: "administrator", data: () => ({ before: [], after: ["manage_user_rights"] }) },
  ],
  ["security.changed", 0.02, { by: "administrator", data: plain }],
];
const WEIGHTS = ACTIONS.map(([action, weight, kind]) => [{ action, kind }, weight] as const);

/** Benchmarking addresses (RFC 2544), a few of them used by many. */
const addressOf = (chance: Chance): string => {
  const number = chance.fewMostly(60_000);
  return `198.18.${number >> 8}.${number & 255}`;
};

export function* makeEvents(
  chance: Chance,
  {
    workspaceId,
    userIds,
    count,
    from,
    to,
  }: { workspaceId: string; userIds: readonly string[]; count: number; from: number; to: number },
): Generator<Row> {
  for (let n = 0; n < count; n++) {
    const at = from + Math.floor(((n + chance.next()) / count) * (to - from));
    const { action, kind } = chance.weigh(WEIGHTS);
    const userId = userIds[chance.fewMostly(userIds.length)] ?? null;
    const actorId =
      kind.by === "nobody" ? null : kind.by === "self" ? userId : (userIds[chance.below(12)] ?? null);
    yield [
      ...[workspaceId, chance.idAt("event", at), new Date(at), action, kind.refused ? "refused" : "ok"],
      ...[
        kind.by === "nobody" ? "nobody" : "user",
        actorId,
        userId,
        addressOf(chance),
        chance.pick(BROWSERS),
      ],
      ...[chance.idAt("request", at), JSON.stringify(kind.data(chance))],
    ];
  }
}
