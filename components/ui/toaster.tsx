"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { Toaster as Primitive } from "sonner";

/** Where `toast.success("…")` of sonner appears: one quiet line that goes away. */
export function Toaster() {
  const t = useTranslations("common");
  return (
    <Primitive
      position="top-center"
      duration={4000}
      visibleToasts={3}
      expand
      containerAriaLabel={t("notifications")}
      icons={{
        success: <CircleCheck aria-hidden="true" className="size-4 text-good" />,
        error: <CircleAlert aria-hidden="true" className="size-4 text-danger" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center font-sans gap-3 rounded-md border border-line bg-raised px-4 py-3 text-sm text-ink shadow-float",
          description: "text-muted",
        },
      }}
    />
  );
}
