"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { toast } from "sonner";
import { saveName } from "@/lib/account/actions";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Section } from "../../ui/section";
import { FailureNotice } from "../failure-notice";
import { useCarryOn } from "../use-carry-on";
import { useDeed } from "../use-deed";

export function NameSection({ name: saved }: { name: string }) {
  const t = useTranslations("profile");
  const router = useRouter();
  const deed = useDeed();
  const [name, setName] = useState(saved);
  const isWrong = deed.failure?.code === "invalid_input";
  const save = () =>
    void deed.start(
      () => saveName({ name: name.trim() }),
      () => {
        toast.success(t("nameSaved"));
        router.refresh();
      },
    );
  useCarryOn("name", { isPending: deed.isPending, input: name, restore: setName, run: save });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save();
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
