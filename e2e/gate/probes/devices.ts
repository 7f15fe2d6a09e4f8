import { sql } from "../../browser/rows";
import { HttpBrowser } from "../../http/browser";
import { afterPassword, afterTotp, succeed } from "../../http/person";
import { beginPairing, PushDevice } from "../../http/push-device";
import { askingDevice } from "../../oidc/device";
import { makeWorkspace } from "../../people";
import { signedIn } from "./people";
import type { Probe } from "./probe";

/** Somebody on the screen that waits for a device. */
async function pairingUnderWay() {
  const made = await makeWorkspace({ one: { totp: true } }, { hasPush: true });
  const browser = await afterTotp(made.people.one);
  return { workspaceId: made.id, person: made.people.one, browser, ...(await beginPairing(browser)) };
}

/** A device that is paired, and a second browser of its owner's that asks it. */
async function questionOpen() {
  const { workspaceId, person, browser, flowId, link } = await pairingUnderWay();
  const device = await PushDevice.pair(browser, { flowId, link });
  const asking = await afterPassword(person);
  await succeed(asking, "beginChallenge", { kind: "push", purpose: "sign_in" });
  const [open] = await sql()`select id from push_approvals where user_id = ${person.id}`;
  return { workspaceId, device, approvalId: String(open?.id) };
}

export const DEVICE_PROBES: Record<string, Probe> = {
  pairDevice: {
    access: "public",
    prepare: async () => {
      const { workspaceId, browser, link } = await pairingUnderWay();
      const device = new PushDevice();
      return {
        workspaceId,
        browser: new HttpBrowser(browser.origin),
        input: { link, publicKey: device.publicKey, label: "Phone" },
      };
    },
  },
  answerQuestion: {
    access: "public",
    prepare: async () => {
      const { workspaceId, device, approvalId } = await questionOpen();
      const input = { approvalId, answer: "deny", number: "", signature: device.sign(approvalId, "deny") };
      return { workspaceId, browser: device.browser, input };
    },
  },
  endSessionsNotMine: {
    access: "public",
    prepare: async () => {
      const { workspaceId, device, approvalId } = await questionOpen();
      const said = { approvalId, answer: "not_me", number: "", signature: device.sign(approvalId, "not_me") };
      await succeed(device.browser, "answerQuestion", said);
      const input = { approvalId, signature: device.sign(approvalId, "end_sessions") };
      return { workspaceId, browser: device.browser, input };
    },
  },
  subscribeDevices: {
    access: "public",
    prepare: async () => {
      const { workspaceId, device } = await questionOpen();
      const keys = { p256dh: "BA", auth: "aa" };
      const subscription = { endpoint: "https://fcm.googleapis.com/fcm/send/abc", keys };
      return { workspaceId, browser: device.browser, input: { subscription } };
    },
  },
  findAskingDevice: {
    access: "full",
    namesAnothers: true,
    prepare: async () => {
      const { workspaceId, browser } = await signedIn();
      const { code } = await askingDevice(workspaceId);
      return { workspaceId, browser, input: { code } };
    },
  },
};
