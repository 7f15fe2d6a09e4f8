"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { Field } from "./field";
import { Input } from "./input";

export type TextFile = { name: string; text: string };

/** A file that is read as text. One that is known from before, the browser's own control cannot name: this does. */
export function TextFileField({
  accept,
  file,
  onChange,
  ...field
}: {
  accept: string;
  file: TextFile | null;
  onChange: (file: TextFile | null) => void;
} & Omit<ComponentProps<typeof Field>, "children">) {
  const t = useTranslations("common");
  const [isNamed, setIsNamed] = useState(false);
  const choose = async (chosen: File | undefined) => {
    setIsNamed(chosen !== undefined);
    onChange(null);
    if (chosen) onChange({ name: chosen.name, text: await chosen.text() });
  };
  return (
    <Field {...field}>
      <Input
        type="file"
        accept={accept}
        className="py-2"
        onChange={(event) => void choose(event.target.files?.[0])}
      />
      {file && !isNamed && (
        <p className="text-sm [overflow-wrap:anywhere]">{t("fileFromBefore", { name: file.name })}</p>
      )}
    </Field>
  );
}
