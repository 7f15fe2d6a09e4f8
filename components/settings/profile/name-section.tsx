"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { SubmitEvent } from "react";
import { toast } from "sonner";
import { saveName } from "@/lib/account/actions";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Section } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { useDeed } from "../use-deed";
import { useKept } from "../use-kept";

export function NameSection({ name: saved }: { name: string }) {
  const t = useTranslations("profile");
  const router = useRouter();
  const deed = useDeed("name", saveName, () => {
    toast.success(t("nameSaved"));
    router.refresh();
  });
  const [name, setName] = useKept<string>("name", saved);
  const isWrong = deed.failure?.code === "invalid_input";
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    deed.start({ name: name.trim() });
  };
  return (
    <Section title={t("name")} description={t("nameText")}>
      <form onSubmit={submit} noValidate className="flex flex-col items-start gap-3">
        <Field label={t("name")} hideLabel className="w-full" error={isWrong && t("nameWrong")}>
          <Input
            value={name}
            maxLength={100}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {!isWrong && <FailureNotice failure={deed.failure} />}
        <div>
          <Button
            type="submit"
            variant="secondary"
            pending={deed.isPending}
            disabled={name.trim() === saved && !deed.isPending}
          >
            {t("save")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
