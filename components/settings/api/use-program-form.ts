"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import type { Scope } from "@/lib/api/core/scopes";
import { createProgram, saveProgram } from "@/lib/oidc/programs/actions";
import type { Program } from "@/lib/oidc/programs/service";
import { useCarryOn } from "../use-carry-on";
import { useDeed } from "../use-deed";
import type { ShownSecret } from "./secret-dialog";

/** What is said of a new program, or changed of one, and the way to saving it. */
export function useProgramForm(
  program: Program | undefined,
  { onClose, onSecret }: { onClose: () => void; onSecret: (shown: ShownSecret) => void },
) {
  const t = useTranslations("api.access");
  const router = useRouter();
  const deed = useDeed();
  const [name, setName] = useState(program?.name ?? "");
  const [scopes, setScopes] = useState<Scope[]>(program?.scopes ?? []);
  const [isBounded, setIsBounded] = useState((program?.policies ?? null) !== null);
  const [policies, setPolicies] = useState<string[]>(program?.policies ?? []);
  const [isTried, setIsTried] = useState(false);
  const wrong = {
    name: name.trim() === "",
    scopes: scopes.length === 0,
    policies: isBounded && policies.length === 0,
  };
  const submit = () => {
    setIsTried(true);
    if (Object.values(wrong).some(Boolean)) return;
    const input = { name: name.trim(), scopes, policies: isBounded ? policies : null };
    if (program) {
      const save = () => saveProgram({ ...input, clientId: program.id });
      void deed.start(save, () => {
        onClose();
        toast.success(t("saved", { name: input.name }));
        router.refresh();
      });
      return;
    }
    void deed.start(
      () => createProgram(input),
      (made) => {
        onClose();
        onSecret(made);
        router.refresh();
      },
    );
  };
  useCarryOn(`program ${program?.id ?? "new"}`, {
    isPending: deed.isPending,
    input: { name, scopes, isBounded, policies },
    restore: (kept) => {
      setName(kept.name);
      setScopes(kept.scopes);
      setIsBounded(kept.isBounded);
      setPolicies(kept.policies);
    },
    run: submit,
  });
  return {
    name,
    setName,
    scopes,
    setScopes,
    isBounded,
    setIsBounded,
    policies,
    setPolicies,
    wrong: { ...wrong, isTried },
    isPending: deed.isPending,
    failure: deed.failure,
    submit,
  };
}
