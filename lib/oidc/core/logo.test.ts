import { expect, test } from "vitest";
import { isLogo } from "./logo";

test.each([
  ["data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==", true],
  ["data:image/jpeg;base64,/9j/4AAQSkZJRg==", true],
  ["data:image/png;base64,/9j/4AAQSkZJRg==", false],
  ["data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=", false],
  ["data:text/html;base64,iVBORw0KGgo=", false],
  ["https://shop.example/logo.png", false],
  ["data:image/png,iVBORw0KGgo", false],
  [`data:image/png;base64,iVBORw0KGgo${"A".repeat(60_000)}`, false],
])("%s as a logo: %s", (text, is) => {
  expect(isLogo(text)).toBe(is);
});
