"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { previewSecurity, saveSecurity } from "@/lib/admin/actions";
import type { SecurityPage, SecurityPreview, SecuritySettings } from "@/lib/admin/security";
import { useDeed } from "../use-deed";
import { useKept } from "../use-kept";

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const asks = ({ required, others, endsPasskeys }: SecurityPreview): boolean =>
  required + others > 0 || endsPasskeys;

/** What was changed and not saved yet, and the way to saving it: first what it does to whom, then the deed. */
export function useSecuritySettings({ settings: stored }: SecurityPage) {
  const t = useTranslations("security");
  const router = useRouter();
  const [seen, setSeen] = useState(stored);
  const [arrived, setArrived] = useState(stored);
  const [draft, setDraft] = useKept<Partial<SecuritySettings>>("security", {});
  const [preview, setPreview] = useKept<SecurityPreview | null>("security asked", null);
  const settings = { ...seen, ...draft };
  const isDirty = !isSame(settings, seen);
  // What arrives anew is somebody's change: shown where nothing of one's own would be lost.
  if (!isSame(arrived, stored)) {
    setArrived(stored);
    if (!isDirty) setSeen(stored);
  }
  const saving = useDeed("security saved", saveSecurity, (_, sent) => {
    setPreview(null);
    setSeen(sent.settings);
    setDraft({});
    toast.success(t("saved"));
    router.refresh();
  });
  const save = () => saving.start({ seen, settings });
  const look = useDeed("security looked at", previewSecurity, (found) => {
    setPreview(found);
    if (found.emptied.length === 0 && !asks(found)) save();
  });
  const forget = () => {
    look.forget();
    saving.forget();
  };
  return {
    settings,
    isDirty,
    isPending: look.isPending || saving.isPending,
    failure: look.failure ?? saving.failure,
    /** Policies that would accept nothing: saving is refused until that is mended. */
    emptied: preview?.emptied ?? [],
    asked: preview && preview.emptied.length === 0 && asks(preview) ? preview : null,
    change: (changed: Partial<SecuritySettings>) => {
      setPreview(null);
      forget();
      setDraft((now) => ({ ...now, ...changed }));
    },
    ask: () => {
      forget();
      look.start(settings);
    },
    save,
    cancel: () => setPreview(null),
  };
}

export type SecurityForm = ReturnType<typeof useSecuritySettings>;
