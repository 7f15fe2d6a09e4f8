"use client";

import { useEffect, useState } from "react";
import { previewChange } from "@/lib/admin/enforcement/actions";
import type { PlannedChange } from "@/lib/admin/enforcement/schema";
import type { ActionFailure } from "@/lib/http/action";
import type { Preview } from "@/lib/policy/preview/service";
import { useGuarded } from "../factors/step-up";

/** What `change` would do, asked again whenever it is another or `refresh` is called; null while it is counted. */
export function usePreview(change: PlannedChange): {
  preview: Preview | null;
  failure: ActionFailure | null;
  refresh: () => void;
} {
  const guarded = useGuarded();
  const wanted = JSON.stringify(change);
  const [asked, setAsked] = useState(0);
  const [found, setFound] = useState<{
    of: string;
    preview: Preview | null;
    failure: ActionFailure | null;
  } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another `asked` asks the same once more
  useEffect(() => {
    let isWanted = true;
    void guarded(() => previewChange(JSON.parse(wanted) as PlannedChange)).then((result) => {
      if (!isWanted) return;
      setFound({
        of: wanted,
        preview: result.ok ? result.data : null,
        failure: result.ok ? null : result,
      });
    });
    return () => {
      isWanted = false;
    };
  }, [guarded, wanted, asked]);
  const refresh = () => setAsked((times) => times + 1);
  const { preview, failure } = found?.of === wanted ? found : { preview: null, failure: null };
  return { preview, failure, refresh };
}
