import "server-only";
import type { UserClass } from "../../policy/census/service";
import { countByStatus } from "../../policy/census/service";
import { shieldStatus } from "../../policy/core/status";
import type { ShieldStatus } from "../../policy/core/types";
import { requirementOf } from "../../policy/service";

/** One requirement and whom it covers; exempt people are covered, and excused for a while. */
export type Coverage = {
  source: "user" | "workspace" | "policy";
  policy: { id: string; name: string } | null;
  covered: number;
  /** Of them: an accepted factor is confirmed and on. */
  active: number;
  pending: number;
  exempt: number;
};

/** A workspace at one moment. Blocked people cannot sign in and are counted by themselves. */
export type Figures = {
  users: number;
  blocked: number;
  invited: number;
  statuses: Record<ShieldStatus, number>;
  requirements: Coverage[];
};

/** Sums up a census. Whoever is covered twice counts under both. */
export function figuresOf(classes: readonly UserClass[]): Figures {
  const able = classes.filter(({ subject }) => !subject.facts.user.blocked);
  const countOf = (some: readonly UserClass[]) => some.reduce((sum, { count }) => sum + count, 0);
  return {
    users: countOf(able),
    blocked: countOf(classes) - countOf(able),
    invited: countOf(able.filter(({ subject }) => !subject.user.hasPassword)),
    statuses: countByStatus(able),
    requirements: coverageOf(able),
  };
}

function coverageOf(classes: readonly UserClass[]): Coverage[] {
  const rows = new Map<string, Coverage>();
  for (const { subject, count } of classes) {
    const requirement = requirementOf(subject);
    const { status } = shieldStatus(requirement, subject.facts.user, subject.facts.now);
    const asking = requirement.sources.map(({ kind }) => ({ kind, isExcused: false }));
    const excused = requirement.suspended.map(({ kind }) => ({ kind, isExcused: true }));
    for (const { kind, isExcused } of [...asking, ...excused]) {
      if (kind === "application") continue;
      const policy = kind === "policy" ? subject.user.policy : null;
      const key = `${kind} ${policy?.id ?? ""}`;
      const row = rows.get(key) ?? { source: kind, policy, covered: 0, active: 0, pending: 0, exempt: 0 };
      row.covered += count;
      if (isExcused) row.exempt += count;
      else if (status === "active") row.active += count;
      else row.pending += count;
      rows.set(key, row);
    }
  }
  return [...rows.keys()].sort().map((key) => rows.get(key) as Coverage);
}
