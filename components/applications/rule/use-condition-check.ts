"use client";

import { useEffect, useRef, useState } from "react";
import { checkCondition } from "@/lib/oidc/rules/actions";
import type { ConditionCheck } from "@/lib/oidc/rules/condition";
import { attempt } from "../../factors/attempt";

/** As long as a short pause in typing. */
const PAUSE_MS = 350;

/** What the server says of a condition as it stands; null while it is not known. The answer to an older text is not waited for. */
export function useConditionCheck(condition: string | null): ConditionCheck | null {
  const [said, setSaid] = useState<{ of: string; check: ConditionCheck } | null>(null);
  const latest = useRef(condition);
  useEffect(() => {
    latest.current = condition;
    if (condition === null) return;
    const timer = setTimeout(async () => {
      const result = await attempt(() => checkCondition({ condition }));
      if (result.ok && latest.current === condition) setSaid({ of: condition, check: result.data });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [condition]);
  return said !== null && said.of === condition ? said.check : null;
}
