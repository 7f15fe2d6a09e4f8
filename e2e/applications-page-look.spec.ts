import { complaintsOf, expectGoodLook, expectNoFindings, WIDTHS, type Width } from "./browser/look";
import { awake, enter, expect, test } from "./fixtures";
import { makeApplication } from "./oidc/applications";
import type { PersonSpec } from "./people";

const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;
const LONG = "Orders, invoices and reminders of Habichtsburg-Wolfenbüttel";

const WORDS = {
  en: {
    list: "Applications",
    condition: "When a condition holds",
    label: "Condition",
    template: "Outside these networks",
    good: "This condition can be evaluated.",
    tryIt: "Try it",
    name: "Redirect addresses",
    add: "Add application",
    create: "Create application",
    replay: "Try on recorded sign-ins",
    none: "There are no sign-ins on record from the last 30 days.",
  },
  de: {
    list: "Anwendungen",
    condition: "Wenn eine Bedingung zutrifft",
    label: "Bedingung",
    template: "Außerhalb dieser Netze",
    good: "Das lässt sich auswerten.",
    tryIt: "Ausprobieren",
    name: "Rücksprungadressen",
    add: "Anwendung hinzufügen",
    create: "Anwendung anlegen",
    replay: "An Anmeldungen ausprobieren",
    none: "Aus den letzten 30 Tagen sind keine Anmeldungen aufgezeichnet.",
  },
} as const;

for (const locale of ["en", "de"] as const) {
  for (const width of Object.keys(WIDTHS) as Width[]) {
    test.describe(`in ${locale} at ${WIDTHS[width].width} pixels`, () => {
      test.use({ viewport: WIDTHS[width], locale });

      test("the applications hold their look: none, some with long names, one, and its rule tried", async ({
        page,
        workspace,
        codes,
      }) => {
        test.slow();
        const complaints = complaintsOf(page);
        const t = WORDS[locale];
        const { id, people } = await workspace({ boss: BOSS });
        const code = await codes.next(people.boss);
        await enter(page, people.boss, { at: "/settings/applications", code });
        await awake(page);
        await expectGoodLook(page, t.list);
        await page.getByRole("button", { name: t.add }).click();
        const form = page.getByRole("dialog", { name: t.add });
        await form.getByLabel(t.name).fill("http://shop.example/a-very-long-address/that-goes-on-and-on");
        await form.getByRole("button", { name: t.create }).click();
        await expect(form.getByRole("alert")).toHaveCount(2);
        await expectNoFindings(page, t.add);
        await page.screenshot({ path: test.info().outputPath("add.png") });

        await makeApplication(id, { name: "Billing", kind: "native", authMethod: "none", rule: "always" });
        const { clientId } = await makeApplication(id, { name: LONG });
        await page.reload();
        await awake(page);
        await expectGoodLook(page, t.list);
        await page.goto(`/settings/applications/${clientId}`);
        await awake(page);
        await page.getByRole("button", { name: t.template }).click();
        await expect(page.getByText(t.good)).toBeVisible();
        const tryIt = page.getByRole("group", { name: t.tryIt });
        await tryIt.getByRole("button", { name: t.tryIt, exact: true }).click();
        await expect(tryIt.getByText("Zoe Boss")).toBeVisible();
        await tryIt.getByRole("button", { name: t.replay }).click();
        await expect(tryIt.getByRole("listitem").or(tryIt.getByText(t.none)).first()).toBeVisible();
        await expectGoodLook(page, LONG);
        await page.getByLabel(t.label, { exact: true }).fill("client.id in [");
        await expect(page.locator("mark")).toBeVisible();
        await expectGoodLook(page, LONG);
        expect(complaints).toEqual([]);
      });
    });
  }
}
