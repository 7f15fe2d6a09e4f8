import { onNode24 } from "./host/bootstrap.mjs";

await onNode24(async () => {
  const { runApplication } = await import("./host/application.mjs");
  await runApplication({ isDev: process.argv.includes("--dev") });
});
