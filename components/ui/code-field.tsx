"use client";

import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from "react";
import { cn } from "./cn";
import { Field, useField } from "./field";

/** The ASCII digits of what was typed or pasted: "123 456" and full-width figures become 123456. */
export function digitsOf(text: string, length: number): string {
  return text.normalize("NFKC").replace(/\D/g, "").slice(0, length);
}

type CodeInputProps = Omit<
  ComponentProps<"input">,
  "value" | "defaultValue" | "onChange" | "type" | "ref"
> & {
  length?: number;
  value?: string;
  onValueChange?: (code: string) => void;
  onComplete?: (code: string) => void;
};

function CodeInput({ length = 6, value, onValueChange, onComplete, className, ...rest }: CodeInputProps) {
  const wiring = useField();
  const [own, setOwn] = useState("");
  const accept = (text: string) => {
    const code = digitsOf(text, length);
    setOwn(code);
    onValueChange?.(code);
    if (code.length === length) onComplete?.(code);
  };
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for what was typed before the page's script took over
  useEffect(() => {
    if (input.current?.value) accept(input.current.value);
  }, []);
  return (
    <input
      {...wiring}
      type="text"
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      pattern={`[0-9]{${length}}`}
      required
      {...rest}
      ref={input}
      value={value ?? own}
      onChange={(event) => accept(event.target.value)}
      className={cn("code-field", className)}
    />
  );
}

/** One field, six wide figures. Paste and autofill work; the cursor is there on arrival. */
export function CodeField({
  label,
  hint,
  error,
  name = "code",
  autoFocus = true,
  ...rest
}: CodeInputProps & { label: ReactNode; hint?: ReactNode; error?: ReactNode }) {
  return (
    <Field label={label} hint={hint} error={error}>
      <CodeInput {...rest} name={name} autoFocus={autoFocus} />
    </Field>
  );
}
