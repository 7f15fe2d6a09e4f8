/**
 * Dialogs lock the page's scrolling with a style element of their own (react-style-singleton), which takes its nonce
 * from this global. The document's own nonce is read, because it is the one its policy names for as long as it lives.
 */
export function adoptStyleNonce(): void {
  if (typeof document === "undefined") return;
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce });
}
