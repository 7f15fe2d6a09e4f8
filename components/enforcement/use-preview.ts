"use client";

import { useEffect, useState } from "react";
import { previewChange } from "@/lib/admin/enforcement/actions";
import type { PlannedChange } from "@/lib/admin/enforcement/schema";
import type { ActionFailure } from "@/lib/http/action";
import type { Preview } from "@/lib/policy/preview/service";
import { useGuarded } from "../factors/step-up";

/** What `change` would do, asked again whenever it is another; null while it is counted. */
export function usePreview(change: PlannedChange): {
  preview: Preview | null;
  failure: ActionFailure | null;
} {
  const guarded = useGuarded();
  const wanted = JSON.stringify(change);
  const [found, setFound] = useState<{
    of: string;
    preview: Preview | null;
    failure: ActionFailure | null;
  } | null>(null);
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
  }, [guarded, wanted]);
  return found?.of === wanted ? found : { preview: null, failure: null };
}
