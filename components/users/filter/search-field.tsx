"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";

const PAUSE_MS = 250;

/** What is typed is searched after a short pause, and follows the address when that changes by itself. */
export function SearchField({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const t = useTranslations("users");
  const [typed, setTyped] = useState(text);
  const searched = useRef(text);
  useEffect(() => {
    if (text !== searched.current) setTyped(text);
    searched.current = text;
  }, [text]);
  useEffect(() => {
    if (typed.trim() === searched.current) return;
    const timer = setTimeout(() => {
      searched.current = typed.trim();
      onSearch(typed.trim());
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, onSearch]);
  return (
    <Field label={t("searchLabel")} hideLabel className="col-span-2 gap-0 sm:w-72">
      <Input
        type="search"
        icon={<Search />}
        placeholder={t("searchLabel")}
        value={typed}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
      />
    </Field>
  );
}
