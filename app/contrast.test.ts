import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");

function tokensOf(text: string): Map<string, number> {
  const found = text.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g);
  return new Map(
    [...found].map(([, name = "", l, c, h]) => [name, luminance(Number(l), Number(c), Number(h))]),
  );
}

/** Relative luminance (WCAG 2.2) of an OKLCH colour, clipped into sRGB as a browser without wide gamut does. */
function luminance(lightness: number, chroma: number, hue: number): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return 0.2126 * clip(red) + 0.7152 * clip(green) + 0.0722 * clip(blue);
}

const surfaces = ["ground", "raised", "sunken"];
const states = ["danger", "caution", "good", "accent"];

const textPairs = [
  ...["ink", "muted", ...states].flatMap((text) => surfaces.map((surface) => [text, surface])),
  ...states.flatMap((state) => [
    [state, `${state}-soft`],
    ["ink", `${state}-soft`],
    ["on-fill", state],
  ]),
  ["muted", "accent-soft"],
  ["on-fill", "accent-strong"],
  ["on-fill", "danger-strong"],
  ["ground", "ink"],
];
const graphicPairs = [
  ...["edge", "caution-fill"].flatMap((graphic) => surfaces.map((surface) => [graphic, surface])),
  ["on-fill", "caution-fill"],
  ["caution-fill", "accent-soft"],
  ["edge", "accent-soft"],
];

describe.each([
  ["light", tokensOf(light)],
  ["dark", tokensOf(dark)],
])("contrast in the %s look", (_scheme, tokens) => {
  const contrast = (one = "", other = "") => {
    const [a, b] = [tokens.get(one) ?? Number.NaN, tokens.get(other) ?? Number.NaN];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };

  test.each(textPairs)("%s text on %s is at least 4.5:1", (text, surface) => {
    expect(contrast(text, surface)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(graphicPairs)("%s drawn on %s is at least 3:1", (graphic, surface) => {
    expect(contrast(graphic, surface)).toBeGreaterThanOrEqual(3);
  });
});
