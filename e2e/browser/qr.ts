import { execFileSync } from "node:child_process";
import type { Locator } from "@playwright/test";
import { scanRGBABuffer } from "@undecaf/zbar-wasm";
import jsqr from "jsqr";

type Pixels = { data: number[]; width: number; height: number };

/** What phones read off the screen, in the colours and at the size the page really shows: one answer per reader. */
export async function scanQr(code: Locator): Promise<(string | undefined)[]> {
  const picture = await code.screenshot();
  const pixels = await pixelsOf(code, picture.toString("base64"));
  const installed = byZbarimg(picture);
  return [byJsqr(pixels), await byZbar(pixels), ...(installed === null ? [] : [installed])];
}

async function pixelsOf(code: Locator, picture: string): Promise<Pixels> {
  const blank = await code.page().context().newPage();
  try {
    return await blank.evaluate(async (source) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const pen = canvas.getContext("2d");
      if (!pen) throw new Error("no canvas");
      pen.drawImage(image, 0, 0);
      const read = pen.getImageData(0, 0, image.width, image.height);
      return { data: [...read.data], width: image.width, height: image.height };
    }, picture);
  } finally {
    await blank.close();
  }
}

function byJsqr({ data, width, height }: Pixels): string | undefined {
  const decode = "default" in jsqr ? (jsqr.default as unknown as typeof jsqr) : jsqr;
  return decode(new Uint8ClampedArray(data), width, height, { inversionAttempts: "dontInvert" })?.data;
}

/** ZBar itself, compiled to WebAssembly. */
async function byZbar({ data, width, height }: Pixels): Promise<string | undefined> {
  const [found] = await scanRGBABuffer(new Uint8ClampedArray(data).buffer, width, height);
  return found?.decode();
}

/** The installed `zbarimg`; null where there is none. */
function byZbarimg(picture: Buffer): string | undefined | null {
  try {
    return execFileSync("zbarimg", ["--quiet", "--raw", "-"], { input: picture, encoding: "utf8" }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
