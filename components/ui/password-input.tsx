"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { useWaiting } from "./awake";
import { Input } from "./input";

export function PasswordInput(props: Omit<ComponentProps<typeof Input>, "type" | "icon">) {
  const t = useTranslations("common");
  const [isShown, setIsShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  const waiting = useWaiting(undefined);
  return (
    <span className="relative block">
      <Input
        autoComplete="current-password"
        {...props}
        type={isShown ? "text" : "password"}
        className="pr-11"
      />
      <button
        {...waiting}
        type="button"
        aria-label={isShown ? t("hidePassword") : t("showPassword")}
        className="absolute inset-y-0 right-0 flex w-11 items-center justify-center rounded-md text-muted hover:text-ink"
        onClick={() => setIsShown(!isShown)}
      >
        <Icon aria-hidden="true" className="size-4" />
      </button>
    </span>
  );
}
