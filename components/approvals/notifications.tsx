"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { subscribeDevices } from "@/lib/flows/approvals/actions";
import { attempt } from "../factors/attempt";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";

type State = "unknown" | "impossible" | "install" | "off" | "on" | "denied" | "failed";

const isApple = (): boolean => /iPhone|iPad/.test(navigator.userAgent);

function readState(): State {
  const isPossible = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!isPossible) return isApple() ? "install" : "impossible";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" ? "on" : "off";
}

/** Subscribes this browser at its push service and tells the server where. Throws where the browser will not. */
async function subscribe(serverKey: string): Promise<boolean> {
  const registration = await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const subscription =
    (await registration.pushManager.getSubscription()) ??
    (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: serverKey }));
  const { endpoint = "", keys } = subscription.toJSON();
  const kept = { endpoint, keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" } };
  return (await attempt(() => subscribeDevices({ subscription: kept }))).ok;
}

/** Lets this device be asked while Sallyport is closed. Where that was allowed before, the subscription is kept fresh. */
export function Notifications({ serverKey }: { serverKey: string }) {
  const t = useTranslations("approve");
  const [state, setState] = useState<State>("unknown");
  const [isPending, setIsPending] = useState(false);
  const turnOn = async () => {
    const isSubscribed = await subscribe(serverKey).catch(() => false);
    setState(isSubscribed ? "on" : "failed");
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per arrival, not per render
  useEffect(() => {
    const found = readState();
    setState(found);
    if (found === "on") void turnOn();
  }, []);
  const press = async () => {
    setIsPending(true);
    const permission = await Notification.requestPermission();
    if (permission === "granted") await turnOn();
    else setState(permission === "denied" ? "denied" : "off");
    setIsPending(false);
  };
  if (state === "unknown" || state === "impossible") return null;
  return (
    <section aria-labelledby="notify" className="mt-8 flex flex-col gap-3 border-t border-line pt-6">
      <h2 id="notify" className="font-semibold">
        {t("notify")}
      </h2>
      {state === "on" && <p className="text-sm text-muted">{t("notifyIsOn")}</p>}
      {state === "install" && <p className="text-sm text-muted">{t("notifyInstall")}</p>}
      {state === "denied" && <Notice tone="warning">{t("notifyDenied")}</Notice>}
      {state === "failed" && <Notice tone="warning">{t("notifyFailed")}</Notice>}
      {(state === "off" || state === "failed") && (
        <>
          <p className="text-sm text-muted">{t("notifyText")}</p>
          <Button wide variant="secondary" pending={isPending} onClick={() => void press()}>
            {t("notifyOn")}
          </Button>
        </>
      )}
    </section>
  );
}
