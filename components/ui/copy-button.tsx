"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useEffect, useState } from "react";
import { Button } from "./button";

/** Puts `value` on the clipboard and says so for two seconds, to a screen reader too. */
export function CopyButton({
  value,
  label,
  variant = "secondary",
  ...rest
}: Omit<ComponentProps<typeof Button>, "value" | "onClick" | "children"> & { value: string; label: string }) {
  const t = useTranslations("common");
  const [result, setResult] = useState<"copied" | "copyFailed" | null>(null);
  useEffect(() => {
    if (result === null) return;
    const timer = setTimeout(() => setResult(null), 2000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setResult("copied"),
      () => setResult("copyFailed"),
    );
  return (
    <>
      <Button {...rest} variant={variant} onClick={copy}>
        {result === "copied" ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
        {label}
      </Button>
      <output className={result === "copyFailed" ? "text-sm text-danger" : "sr-only"}>
        {result && t(result)}
      </output>
    </>
  );
}
