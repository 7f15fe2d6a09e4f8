"use client";

import { type ReactNode, useState } from "react";
import { beginEnrollment, finishEnrollment } from "@/lib/flows/actions";
import { beginEnrollmentAsked } from "@/lib/oidc/actions";
import type { FactorKind } from "@/lib/policy/core/types";
import { attempt, type Failure } from "../attempt";
import type { Deed } from "../kept";
import { useGuarded } from "../step-up";

export type EnrollPurpose = "two_factor" | "sign_in";

/** What every `<Enroll/>` of a factor gets. `onProved` is told where the session goes on. */
export type EnrollProps = {
  purpose: EnrollPurpose;
  /** The request of an application that asks for it. */
  askedBy?: string | undefined;
  replaces?: string | undefined;
  returnTo?: string | undefined;
  /** Prints a heading of its own, for a factor with more than one step. */
  head: (title: ReactNode, words?: ReactNode) => ReactNode;
  onProved: (next: string) => void;
  /** Another tab was quicker. */
  onFinishedElsewhere: () => void;
};

export type BegunEnrollment = { flowId: string; present: Record<string, unknown> };

/** Begin and finish of one factor's enrolment, with what went wrong last. Stays pending after success. */
export function useEnrollment(kind: FactorKind, props: EnrollProps) {
  const { purpose, askedBy, replaces, returnTo, onProved, onFinishedElsewhere } = props;
  const run = useGuarded();
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  /** `deed`: what goes on by itself after a reload of the step-up; null: what begins on arrival, or needs a press. */
  const begin = async (setup?: unknown, deed: Deed | null = null): Promise<BegunEnrollment | null> => {
    setIsPending(true);
    const result = await run(
      () =>
        askedBy
          ? beginEnrollmentAsked({ id: askedBy, kind, setup })
          : beginEnrollment({ kind, purpose, setup }),
      deed,
    );
    setFailure(result.ok ? null : result);
    setIsPending(false);
    return result.ok ? result.data : null;
  };

  /** Null: proved, and the wizard goes on. */
  const finish = async (flowId: string, answer: unknown): Promise<Failure | null> => {
    setIsPending(true);
    const result = await attempt(() => finishEnrollment({ flowId, answer, replaces, returnTo }));
    if (result.ok) {
      onProved(result.data.next);
      return null;
    }
    if (result.code === "flow_used") onFinishedElsewhere();
    setFailure(result);
    setIsPending(false);
    return result;
  };

  return { begin, finish, isPending, failure, setFailure };
}
