import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { UserDetail } from "@/lib/admin/users";
import { MESSAGES } from "@/lib/i18n/messages";
import { RequireMfaBox } from "./require-mfa-box";
import type { SecurityForm } from "./use-security-form";

const UNTIL = "2026-06-12T10:00:00Z";

const draw = (status: "exempt" | "chosen" | "pending", until: string | null) =>
  renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={MESSAGES.en} timeZone="UTC">
      <RequireMfaBox
        user={
          {
            name: "Cara",
            requireMfa: true,
            isYou: false,
            sources: [],
            refusals: { requireMfa: null },
            shield: { status, until },
          } as unknown as UserDetail
        }
        workspace="Acme"
        form={{ requireMfa: true, setRequireMfa: () => undefined } as unknown as SecurityForm}
      />
    </NextIntlClientProvider>,
  );

test.each([
  ["exempt", UNTIL, true],
  ["chosen", UNTIL, true],
  ["chosen", null, false],
  ["pending", null, false],
] as const)("under the box of who is %s until %s the exemption is told: %s", (status, until, isTold) => {
  expect(draw(status, until).includes("Suspended while this user is exempt, until 12 June 2026")).toBe(
    isTold,
  );
});
