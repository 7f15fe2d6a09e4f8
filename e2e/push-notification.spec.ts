import type { Page, Worker } from "@playwright/test";
import { askDevice, PUSH, pairDevice, press } from "./approvals";
import { expect, test } from "./fixtures";
import { ORIGIN } from "./http/browser";

test.slow();

type Shown = { title: string; body: string; tag: string; url: string };

/** The worker of notifications, installed and in charge, and what it would be sent. */
async function startWorker(
  page: Page,
): Promise<{ worker: Worker; deliver: (message: object) => Promise<void> }> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL === `${ORIGIN}/`);
      if (found) resolve(found.registrationId);
    }),
  );
  await session.send("ServiceWorker.enable");
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const registrationId = await registered;
  const [worker] = page.context().serviceWorkers();
  if (!worker) throw new Error("no worker runs");
  await tellOfShown(worker);
  const deliver = async (message: object) => {
    const data = JSON.stringify(message);
    await session.send("ServiceWorker.deliverPushMessage", { origin: ORIGIN, registrationId, data });
    await worker.evaluate(() => (self as unknown as { shown: Promise<void> }).shown);
  };
  return { worker, deliver };
}

/**
 * Keeps in the worker when the next notification is up. Chromium forgets one that is asked for between being kept and being
 * shown, so nobody asks before.
 */
const tellOfShown = (worker: Worker): Promise<void> =>
  worker.evaluate(() => {
    const scope = self as unknown as {
      registration: { showNotification: (...shown: unknown[]) => Promise<void> };
      shown: Promise<void>;
    };
    const { registration } = scope;
    const show = registration.showNotification.bind(registration);
    scope.shown = new Promise((isUp) => {
      registration.showNotification = async (...shown) => {
        await show(...shown);
        isUp();
      };
    });
  });

const notifications = (page: Page): Promise<Shown[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const shown = await registration.getNotifications();
    return shown.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }));
  });

/** What a press on the notification opens or brings to the front. A press itself is the desktop's, which no test has. */
const pressed = (worker: Worker): Promise<{ opened: string[]; focused: string[]; left: number }> =>
  worker.evaluate(async () => {
    const scope = self as unknown as {
      registration: { getNotifications: () => Promise<{ close: () => void }[]> };
      clients: { openWindow: unknown };
      WindowClient: { prototype: { focus: unknown } };
      NotificationEvent: new (type: string, init: object) => Event & { waitUntil: unknown };
    };
    const [opened, focused]: string[][] = [[], []];
    const waits: Promise<unknown>[] = [];
    Object.defineProperty(scope.clients, "openWindow", {
      configurable: true,
      value: async (url: string) => opened?.push(url),
    });
    scope.WindowClient.prototype.focus = async function (this: { url: string }) {
      focused?.push(this.url);
    };
    const [notification] = await scope.registration.getNotifications();
    const event = new scope.NotificationEvent("notificationclick", { notification });
    Object.defineProperty(event, "waitUntil", { value: (work: Promise<unknown>) => waits.push(work) });
    self.dispatchEvent(event);
    await Promise.all(waits);
    const left = (await scope.registration.getNotifications()).length;
    return { opened: opened ?? [], focused: focused ?? [], left };
  });

test("a device that may be notified shows what is asked while Sallyport is closed, and leads to the page that answers it", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: { totp: true } }, PUSH);
  const device = await otherBrowser();
  await device.context().grantPermissions(["notifications"], { origin: ORIGIN });
  await pairDevice(page, device, people.ada, codes);
  const { worker, deliver } = await startWorker(device);
  await askDevice(await otherBrowser(), people.ada);

  await deliver({ id: "msg_one", title: "Somebody signs in", body: "Is it you?", url: "/approve" });
  const shown = { title: "Somebody signs in", body: "Is it you?", tag: "msg_one", url: "/approve" };
  expect(await notifications(device)).toEqual([shown]);
  await device.goto("/help/two-factor");
  expect(await pressed(worker)).toEqual({ opened: [`${ORIGIN}/approve`], focused: [], left: 0 });
});

test("where no push service is reached the device says so, and the open page asks all the same", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: { totp: true } }, PUSH);
  const device = await otherBrowser();
  await pairDevice(page, device, people.ada, codes);
  await device.context().grantPermissions(["notifications"], { origin: ORIGIN });
  await device.reload();
  await expect(device.getByText("Notifications could not be turned on.")).toBeVisible();
  await askDevice(await otherBrowser(), people.ada);
  await expect(device.getByRole("region", { name: "Is this you?" })).toBeVisible();
  await press(device, "Deny");
  await expect(device.getByText("Denied. Nobody was signed in.")).toBeVisible();
});
