"use client";

import { browserSupportsWebAuthnAutofill, WebAuthnAbortService } from "@simplewebauthn/browser";
import { useEffect, useRef, useState } from "react";
import { beginPasskeySignIn, finishPasskeySignIn } from "@/lib/entry/actions";
import { attempt, type Failure } from "../factors/attempt";
import { askForPasskey, type CeremonyFault } from "../factors/passkey-ceremony";
import { signalUnknown } from "../factors/passkey-signals";

/** A challenge lives for five minutes; a waiting autofill gets a new one before that. */
const RENEW_MS = 4 * 60_000;

/**
 * Signing in with a passkey: by the button, and quietly by the browser's autofill while the page waits. The two never
 * run at once: the button ends the quiet one, which comes back when the button's was given up.
 */
export function usePasskeySignIn(returnTo: string) {
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [fault, setFault] = useState<CeremonyFault | null>(null);
  const [round, setRound] = useState(0);
  const isBusy = useRef(false);

  const finish = async (challengeId: string, response: unknown) => {
    const input = { challengeId, returnTo, response: response as never };
    const result = await attempt(() => finishPasskeySignIn(input));
    if (result.ok) return window.location.assign(result.data.next);
    if (result.code === "passkey_unknown") signalUnknown((response as { id: string }).id);
    setFailure(result);
    setIsPending(false);
    isBusy.current = false;
    setRound((count) => count + 1);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` starts the wait anew; the rest never changes
  useEffect(() => {
    let isOver = false;
    const wait = async () => {
      if (!(await browserSupportsWebAuthnAutofill()) || isOver || isBusy.current) return;
      const begun = await attempt(() => beginPasskeySignIn({}));
      if (!begun.ok || isOver || isBusy.current) return;
      const ceremony = await askForPasskey(begun.data.options, true);
      if (!ceremony.ok || isOver || isBusy.current) return;
      isBusy.current = true;
      setIsPending(true);
      await finish(begun.data.challengeId, ceremony.response);
    };
    void wait();
    const renewal = setTimeout(() => setRound((count) => count + 1), RENEW_MS);
    return () => {
      isOver = true;
      clearTimeout(renewal);
      if (!isBusy.current) WebAuthnAbortService.cancelCeremony();
    };
  }, [round]);

  const signIn = async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    WebAuthnAbortService.cancelCeremony();
    setIsPending(true);
    setFailure(null);
    setFault(null);
    const begun = await attempt(() => beginPasskeySignIn({}));
    const ceremony = begun.ok ? await askForPasskey(begun.data.options) : null;
    if (begun.ok && ceremony?.ok) return finish(begun.data.challengeId, ceremony.response);
    setFailure(begun.ok ? null : begun);
    setFault(ceremony && !ceremony.ok ? ceremony.fault : null);
    setIsPending(false);
    isBusy.current = false;
    setRound((count) => count + 1);
  };

  return { signIn, isPending, failure, fault };
}
