"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { withReturnTo } from "@/lib/core/return-to";
import { Button } from "../ui/button";
import { ButtonLink } from "../ui/button-link";
import { Notice } from "../ui/notice";
import { Problem } from "./fetch-users";

/** Why the list or the panel is not fresh, and the way on: sign in again, or try again. */
export function ListProblem({
  error,
  hasData,
  onRetry,
}: {
  error: Error;
  /** Something older is still on screen. */
  hasData: boolean;
  onRetry: () => unknown;
}) {
  const t = useTranslations("users");
  const common = useTranslations("common");
  const path = usePathname();
  const query = useSearchParams().toString();
  const flowUrl = error instanceof Problem ? error.flowUrl : null;
  const here = query ? `${path}?${query}` : path;
  return (
    <Notice
      tone="warning"
      className="mb-4"
      action={
        flowUrl ? (
          <ButtonLink href={withReturnTo(flowUrl, here)} prefetch={false} variant="secondary" size="sm">
            {t("goOn")}
          </ButtonLink>
        ) : (
          <Button variant="secondary" size="sm" onClick={() => onRetry()}>
            {common("tryAgain")}
          </Button>
        )
      }
    >
      {flowUrl ? t("sessionOver") : hasData ? t("stale") : t("loadFailed")}
    </Notice>
  );
}
