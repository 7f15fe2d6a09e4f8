import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { SecurityPage } from "@/lib/admin/security";
import { MESSAGES } from "@/lib/i18n/messages";
import { FACTOR_KINDS } from "@/lib/policy/core/types";
import { MethodSwitches } from "./method-switches";
import type { SecurityForm } from "./use-security-settings";

test("every kind of factor has a switch: one without could be neither switched on nor kept", () => {
  const drawn = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={MESSAGES.en} timeZone="UTC">
      <MethodSwitches
        page={{ available: FACTOR_KINDS } as unknown as SecurityPage}
        form={{ settings: { methods: ["push"] }, change: () => undefined } as unknown as SecurityForm}
        refusal={undefined}
      />
    </NextIntlClientProvider>,
  );
  const names = ["Passkey", "Authenticator app", "Text message (SMS)", "Push approval"];
  for (const name of names) expect(drawn).toContain(name);
  expect(drawn.match(/role="switch"/g)).toHaveLength(FACTOR_KINDS.length);
});
