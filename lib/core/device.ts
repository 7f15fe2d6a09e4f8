import Bowser from "bowser";

/** A browser in words, as far as its User-Agent says; null where it says nothing that is known. */
export type Device = { browser: string | null; system: string | null };

/** Reads a User-Agent header, which anybody may write as they like: for people to recognise, never to decide by. */
export function readDevice(userAgent: string): Device | null {
  if (!userAgent) return null;
  const { browser, os } = Bowser.parse(userAgent);
  const device = { browser: browser.name || null, system: os.name || null };
  return device.browser || device.system ? device : null;
}
