"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import type { Scope } from "@/lib/api/core/scopes";
import { createProgram, saveProgram } from "@/lib/oidc/programs/actions";
import type { Program } from "@/lib/oidc/programs/service";
import { useDeed } from "../use-deed";
import { useKept } from "../use-kept";
import type { ShownSecret } from "./secret-dialog";

type Typed = { name: string; scopes: Scope[]; isBounded: boolean; policies: string[] };

const typedOf = (program: Program | undefined): Typed => ({
  name: program?.name ?? "",
  scopes: program?.scopes ?? [],
  isBounded: (program?.policies ?? null) !== null,
  policies: program?.policies ?? [],
});

/** What is said of a new program, or changed of one, and the way to saving it. */
export function useProgramForm(
  program: Program | undefined,
  { onClose, onSecret }: { onClose: () => void; onSecret: (shown: ShownSecret) => void },
) {
  const t = useTranslations("api.access");
  const router = useRouter();
  const key = `program ${program?.id ?? "new"}`;
  const [typed, setTyped] = useKept<Typed>(key, () => typedOf(program));
  const [isTried, setIsTried] = useState(false);
  const creation = useDeed(key, createProgram, (made) => {
    onClose();
    onSecret(made);
    router.refresh();
  });
  const saving = useDeed(`${key} saved`, saveProgram, (_, saved) => {
    onClose();
    toast.success(t("saved", { name: saved.name }));
    router.refresh();
  });
  const { name, scopes, isBounded, policies } = typed;
  const wrong = {
    name: name.trim() === "",
    scopes: scopes.length === 0,
    policies: isBounded && policies.length === 0,
  };
  const submit = () => {
    setIsTried(true);
    if (Object.values(wrong).some(Boolean)) return;
    const input = { name: name.trim(), scopes, policies: isBounded ? policies : null };
    if (program) saving.start({ ...input, clientId: program.id });
    else creation.start(input);
  };
  const deed = program ? saving : creation;
  return {
    ...typed,
    change: (part: Partial<Typed>) => setTyped((now) => ({ ...now, ...part })),
    wrong: { ...wrong, isTried },
    isPending: deed.isPending,
    failure: deed.failure,
    submit,
  };
}
