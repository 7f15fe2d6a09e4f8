import type { Locator } from "@playwright/test";
import jsqr from "jsqr";

/** What a phone reads off the screen, in the colours and at the size the page really shows. */
export async function scanQr(code: Locator): Promise<string | undefined> {
  const picture = (await code.screenshot()).toString("base64");
  const blank = await code.page().context().newPage();
  try {
    const { data, width, height } = await blank.evaluate(async (source) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const pen = canvas.getContext("2d");
      if (!pen) throw new Error("no canvas");
      pen.drawImage(image, 0, 0);
      const pixels = pen.getImageData(0, 0, image.width, image.height);
      return { data: [...pixels.data], width: image.width, height: image.height };
    }, picture);
    const decode = "default" in jsqr ? (jsqr.default as unknown as typeof jsqr) : jsqr;
    return decode(new Uint8ClampedArray(data), width, height, { inversionAttempts: "dontInvert" })?.data;
  } finally {
    await blank.close();
  }
}
