import { onNode24 } from "./host/bootstrap.mjs";

await onNode24(async () => {
  const { runTests } = await import("./host/test-run.mjs");
  process.exit(await runTests(process.argv.slice(2)));
});
