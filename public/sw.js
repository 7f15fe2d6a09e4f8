/* Shows what is asked of this device while Sallyport is closed, and leads to the page that answers it. It caches nothing. */

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { id, title, body, url } = event.data?.json() ?? {};
  const shown = { body, tag: id, data: { url }, icon: "/icons/192.png", requireInteraction: true };
  event.waitUntil(self.registration.showNotification(title ?? "Sallyport", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.data?.url ?? "/approve"));
});

/** The page that is open already, or a new one; an address of ours alone. */
async function openPage(path) {
  const target = new URL(path, self.location.origin);
  if (target.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find(({ url }) => new URL(url).pathname === target.pathname);
  await (page ? page.focus() : self.clients.openWindow(target.href));
}
