"use client";

import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { isLogo, LOGO_PIXELS } from "@/lib/oidc/core/logo";
import { Button } from "../../ui/button";
import { Logo } from "../logo";

/** A picture drawn small, as a `data:` address; null: it cannot be read as one. */
async function drawSmall(file: File): Promise<string | null> {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LOGO_PIXELS / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = [canvas.toDataURL("image/png"), canvas.toDataURL("image/jpeg", 0.85)];
    return drawn.find(isLogo) ?? null;
  } catch {
    return null;
  }
}

/** The picture that people see when the application asks something of them. It is kept here: nothing is fetched elsewhere. */
export function LogoField({
  name,
  logo,
  onChange,
}: {
  name: string;
  logo: string | null;
  onChange: (logo: string | null) => void;
}) {
  const t = useTranslations("applications.logo");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isWrong, setIsWrong] = useState(false);
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const drawn = await drawSmall(file);
    setIsWrong(drawn === null);
    if (drawn) onChange(drawn);
    if (input.current) input.current.value = "";
  };
  return (
    <div className="flex flex-col gap-2">
      <span className="text-sm font-medium">{t("label")}</span>
      <div className="flex flex-wrap items-center gap-3">
        <Logo logo={logo} name={name || "?"} />
        <Button variant="secondary" aria-describedby={`${id}-note`} onClick={() => input.current?.click()}>
          {logo ? t("change") : t("choose")}
        </Button>
        {logo && (
          <Button variant="ghost" onClick={() => onChange(null)}>
            {t("remove")}
          </Button>
        )}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          aria-label={t("label")}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => void choose(event.target.files?.[0])}
        />
      </div>
      <p
        id={`${id}-note`}
        role={isWrong ? "alert" : undefined}
        className={isWrong ? "text-sm text-danger" : "text-sm text-muted"}
      >
        {isWrong ? t("wrong") : t("hint")}
      </p>
    </div>
  );
}
