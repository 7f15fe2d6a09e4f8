import { generateKeyPairSync, sign } from "node:crypto";
import { approvalText, type DeviceDeed } from "../../lib/factors/core/device";
import { HttpBrowser } from "./browser";
import { succeed } from "./person";

/** Begins to set push approval up; answers the flow and the link for the device. */
export async function beginPairing(browser: HttpBrowser): Promise<{ flowId: string; link: string }> {
  const begun = await succeed<{ flowId: string; present: { url: string } }>(browser, "beginEnrollment", {
    kind: "push",
    purpose: "two_factor",
  });
  return { flowId: begun.flowId, link: begun.present.url.split("/pair/")[1] ?? "" };
}

/** A device that approves sign-ins, without a screen: a browser of its own and a key. */
export class PushDevice {
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  readonly browser = new HttpBrowser();

  get publicKey(): string {
    return this.#keys.publicKey.export({ format: "der", type: "spki" }).toString("base64url");
  }

  sign(approvalId: string, deed: DeviceDeed, number = ""): string {
    const text = Buffer.from(approvalText(approvalId, deed, number));
    const key = { key: this.#keys.privateKey, dsaEncoding: "ieee-p1363" } as const;
    return sign("sha256", text, key).toString("base64url");
  }

  /** Paired with a set-up that `browser` has begun, and its code typed in there. */
  static async pair(browser: HttpBrowser, begun: { flowId: string; link: string }): Promise<PushDevice> {
    const device = new PushDevice();
    const { publicKey } = device;
    const { code } = await succeed(device.browser, "pairDevice", {
      link: begun.link,
      publicKey,
      label: "Phone",
    });
    await succeed(browser, "finishEnrollment", { flowId: begun.flowId, answer: { code } });
    return device;
  }
}
