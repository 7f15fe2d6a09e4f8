import { registerHooks } from "node:module";

const EMPTY = import.meta.resolve("../../node_modules/server-only/empty.js");

// For a program that is a server without Next: our modules ask to be kept from clients by a package that only Next's own
// conditions let in, and those would keep out React's renderer, which mails are written with.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "server-only" ? { url: EMPTY, shortCircuit: true } : next(specifier, context),
});
