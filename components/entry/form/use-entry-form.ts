"use client";

import { type SubmitEvent, useState } from "react";
import type { ActionResult } from "@/lib/http/action";
import { attempt, type Failure } from "../../factors/attempt";

/**
 * One form, one action. `input` reads what was typed; an empty required field is pointed at before anything is sent,
 * and what was typed stays whatever the answer is. Stays pending after success.
 */
export function useEntryForm<I extends Record<string, string>, T>(
  fields: readonly (keyof I & string)[],
  action: (input: I) => Promise<ActionResult<T>>,
  onDone: (data: T, input: I) => void,
) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setIsPending] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const input = Object.fromEntries(fields.map((name) => [name, String(data.get(name) ?? "")])) as I;
    const refuse = (refused: Failure) => {
      setFailure(refused);
      const [wrong = fields[0] ?? ""] = Object.keys(refused.fields ?? {});
      const control = form.elements.namedItem(wrong);
      if (control instanceof HTMLInputElement) control.focus();
    };
    const missing = fields.find((name) => !input[name]?.trim());
    if (missing) return refuse({ code: "invalid_input", fields: { [missing]: "missing" } });
    setIsPending(true);
    const result = await attempt(() => action(input));
    if (result.ok) return onDone(result.data, input);
    setIsPending(false);
    refuse(result);
  };
  /** The failure where it belongs: at the field it names, or at the one that stands for the whole form. */
  const failureAt = (name: string, takesTheRest = false): Failure | null => {
    const named = Object.keys(failure?.fields ?? {}).filter((field) => (fields as string[]).includes(field));
    return named.includes(name) || (takesTheRest && named.length === 0) ? failure : null;
  };
  return { submit, isPending, failureAt };
}
