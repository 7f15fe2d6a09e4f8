"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { saveApplication } from "@/lib/oidc/applications/actions";
import { ACRS, type ApplicationDetails, GRANTS } from "@/lib/oidc/applications/schema";
import { FailureNotice } from "../settings/failure-notice";
import { useDeed } from "../settings/use-deed";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Section } from "../ui/section";
import { Select } from "../ui/select";
import { AddressesField } from "./form/addresses-field";
import { LogoField } from "./form/logo-field";
import { useDetailsForm } from "./form/use-details-form";

const GRANT_NAMES = {
  authorization_code: "browser",
  refresh_token: "refresh",
  "urn:ietf:params:oauth:grant-type:device_code": "device",
} as const;

/** What an application is: its names, its addresses and what it may ask. */
export function DetailsSection({
  clientId,
  version,
  details,
}: {
  clientId: string;
  version: string;
  details: ApplicationDetails;
}) {
  const t = useTranslations("applications");
  const common = useTranslations("common");
  const router = useRouter();
  const deed = useDeed("details", saveApplication, (_, saved) => {
    toast.success(t("saved", { name: saved.details.name }));
    router.refresh();
  });
  const form = useDetailsForm("details", details);
  const { typed, isTried, change } = form;
  const { kind, grants } = typed;
  const save = () => {
    const taken = form.take();
    if (taken) deed.start({ clientId, seen: version, details: taken });
  };
  const shared = { kind, isTried } as const;
  return (
    <Section title={t("detailsTitle")}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field label={t("name")} error={isTried && typed.name.trim() === "" && t("nameMissing")}>
          <Input
            value={typed.name}
            maxLength={60}
            autoComplete="off"
            onChange={(event) => change({ name: event.target.value })}
          />
        </Field>
        <LogoField name={typed.name} logo={typed.logo} onChange={(logo) => change({ logo })} />
        <AddressesField
          {...shared}
          isOne
          kind="web"
          label={t("home")}
          hint={t("homeHint")}
          value={typed.homeUri}
          onChange={(homeUri) => change({ homeUri })}
        />
        <AddressesField
          {...shared}
          label={t("redirect")}
          hint={t("redirectHint", { kind })}
          value={typed.redirectUris}
          missing={grants.includes("authorization_code") && t("redirectMissing")}
          onChange={(redirectUris) => change({ redirectUris })}
        />
        <AddressesField
          {...shared}
          label={t("postLogout")}
          hint={t("postLogoutHint")}
          value={typed.postLogoutUris}
          onChange={(postLogoutUris) => change({ postLogoutUris })}
        />
        <AddressesField
          {...shared}
          isOne
          kind="web"
          label={t("backchannel")}
          hint={t("backchannelHint")}
          value={typed.backchannelLogoutUri}
          onChange={(backchannelLogoutUri) => change({ backchannelLogoutUri })}
        />
        <AddressesField
          {...shared}
          isOrigin
          label={t("origins")}
          hint={t("originsHint")}
          value={typed.corsOrigins}
          onChange={(corsOrigins) => change({ corsOrigins })}
        />
        <fieldset className="flex min-w-0 flex-col gap-2">
          <legend className="mb-2 text-sm font-medium">{t("grants")}</legend>
          {GRANTS.map((grant) => (
            <Checkbox
              key={grant}
              label={t(`grant.${GRANT_NAMES[grant]}`)}
              hint={t(`grantHint.${GRANT_NAMES[grant]}`)}
              checked={grants.includes(grant)}
              onChange={(event) =>
                change({
                  grants: GRANTS.filter((one) =>
                    one === grant ? event.target.checked : grants.includes(one),
                  ),
                })
              }
            />
          ))}
          {isTried && grants.every((grant) => grant === "refresh_token") && (
            <p role="alert" className="text-sm text-danger">
              {t("grantsMissing")}
            </p>
          )}
        </fieldset>
        <Field
          label={t("scopes")}
          hint={t("scopesHint")}
          error={isTried && typed.scopes.trim() === "" && t("scopesMissing")}
        >
          <Input
            value={typed.scopes}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            className="font-mono text-sm"
            onChange={(event) => change({ scopes: event.target.value })}
          />
        </Field>
        <Checkbox
          label={t("firstParty")}
          hint={t("firstPartyHint")}
          checked={typed.isFirstParty}
          onChange={(event) => change({ isFirstParty: event.target.checked })}
        />
        <Field label={t("defaultAcr")} hint={t("defaultAcrHint")}>
          <Select
            value={typed.defaultAcr ?? ""}
            onChange={(event) =>
              change({ defaultAcr: ACRS.find((acr) => acr === event.target.value) ?? null })
            }
          >
            <option value="">{t("acr.none")}</option>
            {ACRS.map((acr) => (
              <option key={acr} value={acr}>
                {t(`acr.${acr}`)}
              </option>
            ))}
          </Select>
        </Field>
        <FailureNotice failure={deed.failure} />
        <div>
          <Button type="submit" pending={deed.isPending} disabled={!form.isDirty && !deed.isPending}>
            {common("save")}
          </Button>
        </div>
      </form>
    </Section>
  );
}
