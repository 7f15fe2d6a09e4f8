import type { RingInput } from "@/lib/admin/rings/schema";

/** A ring while it is edited; `who`: `percent`, or the id of a policy. */
export type RingDraft = { key: number; who: string; percent: string; startsOn: string };

const DAY_MS = 86_400_000;
export const dayIn = (days: number): string =>
  new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** The last ring is always everybody. */
export const EVERYBODY = "100";

/** What is proposed: a tenth at once, half a week later, everybody after two. */
export const proposal = (): RingDraft[] => [
  { key: 1, who: "percent", percent: "10", startsOn: "" },
  { key: 2, who: "percent", percent: "50", startsOn: dayIn(7) },
  { key: 3, who: "percent", percent: EVERYBODY, startsOn: dayIn(14) },
];

/** A further ring before the last one, a day before it. */
export function withAnother(drafts: readonly RingDraft[]): RingDraft[] {
  const key = Math.max(...drafts.map((draft) => draft.key)) + 1;
  return [...drafts.slice(0, -1), { key, who: "percent", percent: "", startsOn: "" }, ...drafts.slice(-1)];
}

export const toRings = (drafts: readonly RingDraft[]): RingInput[] =>
  drafts.map(({ who, percent, startsOn }) => ({
    percent: who === "percent" ? Number(percent) : null,
    policyId: who === "percent" ? null : who,
    startsOn: startsOn === "" ? null : startsOn,
  }));

export type RingProblem = "percent" | "day" | "policy";

/** What is wrong with each ring, null where nothing is. `before`: the rings that have started. */
export function problemsOf(
  drafts: readonly RingDraft[],
  before: readonly { percent: number | null; policyId: string | null }[],
  today: string,
): (RingProblem | null)[] {
  let widest = Math.max(0, ...before.map(({ percent }) => percent ?? 0));
  let last = today;
  const policies = new Set(before.map(({ policyId }) => policyId));
  return toRings(drafts).map(({ percent, policyId, startsOn }, i) => {
    const isAtOnce = startsOn === null && i === 0 && before.length === 0;
    if (!isAtOnce && (startsOn === null || startsOn <= last)) return "day";
    last = startsOn ?? last;
    if (policyId !== null) {
      if (policies.has(policyId)) return "policy";
      policies.add(policyId);
      return null;
    }
    const isLast = i === drafts.length - 1;
    const isWider = percent !== null && Number.isInteger(percent) && percent > widest;
    if (!isWider || (!isLast && percent >= 100)) return "percent";
    widest = percent;
    return null;
  });
}
