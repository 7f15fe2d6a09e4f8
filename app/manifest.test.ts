import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import manifest from "./manifest";

/** Width and height as a PNG's header says them. */
function sizeOf(path: string): string {
  const bytes = readFileSync(join(import.meta.dirname, "..", "public", path));
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

test("the device's page can be installed: it opens by itself at what is asked, with icons of the sizes that it names", () => {
  const { display, start_url, scope = "/", icons = [] } = manifest();
  expect(display).toBe("standalone");
  expect(start_url).toBe("/approve");
  expect(start_url?.startsWith(scope)).toBe(true);
  expect(icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(["192x192", "512x512"]));
  for (const { src, sizes } of icons.filter(({ src }) => src.endsWith(".png")))
    expect(sizeOf(src)).toBe(sizes);
});
