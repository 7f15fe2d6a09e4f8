"use client";

import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { proveForExport } from "@/lib/admin/actions";
import { useDeed } from "./use-deed";

/** Has the browser keep the answer to a POST, while it comes. */
function download(address: string): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  document.body.append(form);
  form.submit();
  form.remove();
}

/** A deed that downloads what lies at the address it is started with, after a fresh proof. */
export function useDownload(name: string) {
  const t = useTranslations("common");
  return useDeed(
    name,
    (_address: string) => proveForExport({}),
    (_proved, address) => {
      download(address);
      toast.success(t("exporting"));
    },
  );
}
