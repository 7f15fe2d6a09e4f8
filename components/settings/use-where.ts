import { useLocale, useTranslations } from "next-intl";
import type { Device } from "@/lib/core/device";

/** A browser and its place in words, for its owner to recognise. */
export function useWhere() {
  const t = useTranslations("sessions");
  const locale = useLocale();
  return {
    device: (device: Device | null): string => {
      if (device?.browser && device.system)
        return t("device", { browser: device.browser, system: device.system });
      return device?.browser ?? device?.system ?? t("deviceUnknown");
    },
    place: ({ ip, country }: { ip: string; country: string | null }): string => {
      const name = country && new Intl.DisplayNames([locale], { type: "region" }).of(country);
      return name ? t("place", { country: name, ip }) : ip;
    },
  };
}
