import { onNode24 } from "./host/bootstrap.mjs";

const [name, ...args] = process.argv.slice(2);

await onNode24(async () => {
  const { commands } = await import("./host/commands.mjs");
  process.exit(await commands[name](args));
});
