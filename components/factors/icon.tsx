import { Fingerprint, KeyRound, LifeBuoy, MessageSquare, Smartphone, SquareAsterisk } from "lucide-react";
import type { ChallengeKind } from "@/lib/policy/core/types";

const ICONS = {
  passkey: Fingerprint,
  totp: Smartphone,
  sms: MessageSquare,
  push: Smartphone,
  recovery_code: LifeBuoy,
  password: SquareAsterisk,
} satisfies Record<ChallengeKind, typeof KeyRound>;

/** The mark of a kind of proof; it stands beside the kind's name and says nothing by itself. */
export function FactorIcon({ kind }: { kind: ChallengeKind }) {
  const Icon = ICONS[kind] ?? KeyRound;
  return <Icon aria-hidden="true" />;
}
