import type { TwoFactorOverview } from "@/lib/flows/overview";

export const FEW_CODES = 3;

export type NextStep = "on" | "noCodes" | "fewCodes" | "off" | "offPasskey" | "pending" | "exempt";

/** The one thing worth doing next about one's own protection. */
export function nextStepOf(overview: TwoFactorOverview): NextStep {
  const { shield, isOn, recoveryCodesOn, recoveryCodesLeft, factors } = overview;
  if (shield.status === "pending") return "pending";
  if (isOn) {
    if (!recoveryCodesOn || recoveryCodesLeft > FEW_CODES) return "on";
    return recoveryCodesLeft === 0 ? "noCodes" : "fewCodes";
  }
  if (shield.status === "exempt") return "exempt";
  return factors.some(({ kind }) => kind === "passkey") ? "offPasskey" : "off";
}
