"use client";

import { useEffect, useEffectEvent } from "react";
import { digitsOf } from "../../ui/code-field";

type OtpRequest = CredentialRequestOptions & { otp: { transport: ["sms"] } };

/** Where the browser reads text messages for their site (WebOTP), takes the code out of the next one; given up on leaving. */
export function useWebOtp(onCode: (code: string) => void, flowId: string): void {
  const take = useEffectEvent(onCode);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each code that is sent is waited for anew
  useEffect(() => {
    if (!("OTPCredential" in window)) return;
    const leaving = new AbortController();
    const request: OtpRequest = { otp: { transport: ["sms"] }, signal: leaving.signal };
    navigator.credentials.get(request).then(
      (found) => take(digitsOf(String((found as { code?: string } | null)?.code ?? ""), 6)),
      () => undefined,
    );
    return () => leaving.abort();
  }, [flowId]);
}
