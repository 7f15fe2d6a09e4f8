import AxeBuilder from "@axe-core/playwright";
import { type ConsoleMessage, expect, type Locator, type Page, test } from "@playwright/test";

export const WIDTHS = { wide: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } } as const;
let pictures = 0;

export type Width = keyof typeof WIDTHS;

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Everything the page complains about from now on: script errors, console errors, violations of its own policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  // That a page which does not exist answers 404 is as it should be.
  const isExpected = (message: ConsoleMessage) => /status of 404/.test(message.text());
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message)) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return complaints;
}

/**
 * What holds of every screen: one heading of the first level that says where one is, nothing to scroll sideways for,
 * nothing axe finds, in light and in dark; with `PICTURES=1` a picture of each for whoever wants to look.
 */
export async function expectGoodLook(page: Page, name: string): Promise<void> {
  const top = page.getByRole("heading", { level: 1 });
  await expect(top).toHaveText([name]);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await isDark(page), `${name} in ${colorScheme}`).toBe(colorScheme === "dark");
    // Between light and dark only colours differ.
    const rules = colorScheme === "dark" ? ["color-contrast"] : undefined;
    await expectNoFindings(page, `${name} in ${colorScheme}`, rules);
    if (process.env.PICTURES) await takePicture(page, name, colorScheme);
  }
  await expectNoSidewaysScroll(page, name);
  if (page.viewportSize()?.width === WIDTHS.phone.width) await expectTouchTargets(page, name);
}

async function takePicture(page: Page, name: string, colorScheme: "light" | "dark"): Promise<void> {
  pictures += 1;
  const words = name.toLowerCase().replace(/[^a-z]+/g, "-");
  const picture = `${pictures}-${words}-${page.viewportSize()?.width}-${colorScheme}.png`;
  await page.screenshot({ path: test.info().outputPath(picture), fullPage: true });
}

/** Nothing that axe finds against WCAG 2.2 AA and its own list of good habits, or against some rules alone. */
export async function expectNoFindings(page: Page, name: string, rules?: string[]): Promise<void> {
  // No screen has frames of others, so axe needs no second page to sum up in.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (rules) axe.withRules(rules);
  // A choice is named by its title alone (the contract's names); what stands below the title describes it.
  else axe.withTags(WCAG).disableRules("label-content-name-mismatch");
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  expect(found, name).toEqual([]);
}

const isDark = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    if (!canvas) throw new Error("no canvas");
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return red + green + blue < 3 * 128;
  });

async function expectNoSidewaysScroll(page: Page, name: string): Promise<void> {
  const sticking = await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 120));
  });
  expect(sticking, `${name} scrolls sideways`).toEqual([]);
}

/** Buttons and fields are 44 px high on a phone; links within a sentence follow the line. */
async function expectTouchTargets(page: Page, name: string): Promise<void> {
  const small = await page.evaluate(() => {
    const controls = "button, select, input:not([type=checkbox]), a[href]";
    return [...document.querySelectorAll<HTMLElement>(controls)]
      .filter((control) => control.checkVisibility() && !control.closest("p, [aria-hidden=true], .sr-only"))
      .map((control) => {
        // A link that is stretched over its row is as large as the row.
        const isStretched = getComputedStyle(control, "::after").position === "absolute";
        const target = (isStretched && control.offsetParent) || control;
        return { control, box: target.getBoundingClientRect() };
      })
      .filter(({ box }) => box.width > 1 && box.height > 1 && box.height < 44 - 0.5)
      .map(({ control, box }) => `${Math.round(box.height)} px: ${control.outerHTML.slice(0, 120)}`);
  });
  expect(small, `${name} has targets too small for a finger`).toEqual([]);
}

/** Presses Tab until the control has the focus; every stop on the way shows where the focus is. */
export async function tabTo(page: Page, control: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await expect(control).toBeVisible();
  for (let presses = 0; presses < 40; presses += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    expect(await focusLook(page)).toBe("visible");
  }
  await expect(control).toBeFocused();
}

const focusLook = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return "visible";
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
    const isMarked =
      (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
    return isMarked ? "visible" : `nothing shows the focus on ${focused.outerHTML.slice(0, 160)}`;
  });
