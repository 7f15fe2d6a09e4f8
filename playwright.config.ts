import { defineConfig } from "@playwright/test";

/** Nothing but this machine is spoken to: the browser's own errands would make runs differ from host to host. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-sync",
  "--no-first-run",
  "--no-pings",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
];

/**
 * What a browser with an address bar makes ready in every window and nobody sees here: two pages of suggestions, a third of
 * a test's time. Chromium takes the last such list alone, so the features that Playwright itself switches off stand in it too.
 */
const SWITCHED_OFF = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxFullPopup",
  "WebUIOmniboxAimPopup",
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...["HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"],
  ...["ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"],
  ...["NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"],
];

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  tsconfig: "e2e/browser/tsconfig.json",
  outputDir: "test-results/browser",
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json"]],
  use: {
    baseURL: process.env.APP_URL ?? "http://localhost:3000",
    browserName: "chromium",
    locale: "en-US",
    timezoneId: "UTC",
    // Recording each test takes as long as running it does: `TRACE=1 npm test -- browser <spec>` where a picture is not enough.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      // A screen that nobody looks at is drawn with less work where no graphics card is pretended.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-gpu-rasterization",
        ...QUIET,
        `--disable-features=${SWITCHED_OFF.join(",")}`,
      ],
    },
  },
});
