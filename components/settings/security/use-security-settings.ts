"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { previewSecurity, saveSecurity } from "@/lib/admin/actions";
import type { SecurityPage, SecurityPreview, SecuritySettings } from "@/lib/admin/security";
import { useCarryOn } from "../use-carry-on";
import { useDeed } from "../use-deed";

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const asks = ({ required, others, endsPasskeys }: SecurityPreview): boolean =>
  required + others > 0 || endsPasskeys;

/** What was changed and not saved yet, and the way to saving it: first what it does to whom, then the deed. */
export function useSecuritySettings({ settings: stored }: SecurityPage) {
  const t = useTranslations("security");
  const router = useRouter();
  const deed = useDeed();
  const [seen, setSeen] = useState(stored);
  const [arrived, setArrived] = useState(stored);
  const [draft, setDraft] = useState<Partial<SecuritySettings>>({});
  const [preview, setPreview] = useState<SecurityPreview | null>(null);
  const settings = { ...seen, ...draft };
  const isDirty = !isSame(settings, seen);
  // What arrives anew is somebody's change: shown where nothing of one's own would be lost.
  if (!isSame(arrived, stored)) {
    setArrived(stored);
    if (!isDirty) setSeen(stored);
  }
  const save = () =>
    void deed.start(
      () => saveSecurity({ seen, settings }),
      () => {
        setPreview(null);
        setSeen(settings);
        setDraft({});
        toast.success(t("saved"));
        router.refresh();
      },
    );
  const ask = () =>
    void deed.start(
      () => previewSecurity(settings),
      (found) => {
        setPreview(found);
        if (found.emptied.length === 0 && !asks(found)) save();
      },
    );
  useCarryOn("security", { isPending: deed.isPending, input: draft, restore: setDraft, run: ask });
  return {
    settings,
    isDirty,
    isPending: deed.isPending,
    failure: deed.failure,
    /** Policies that would accept nothing: saving is refused until that is mended. */
    emptied: preview?.emptied ?? [],
    asked: preview && preview.emptied.length === 0 && asks(preview) ? preview : null,
    change: (changed: Partial<SecuritySettings>) => {
      setPreview(null);
      deed.forget();
      setDraft((now) => ({ ...now, ...changed }));
    },
    ask,
    save,
    cancel: () => setPreview(null),
  };
}

export type SecurityForm = ReturnType<typeof useSecuritySettings>;
