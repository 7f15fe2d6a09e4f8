import type { Page } from "@playwright/test";

/** Counts the page's own navigations from now on, each redirect among them: a loop is a number that grows. */
export function countNavigations(page: Page): () => number {
  let count = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) count += 1;
  });
  return () => count;
}
