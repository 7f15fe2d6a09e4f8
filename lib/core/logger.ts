import "server-only";
import pino from "pino";
import { env } from "./env";

/** Names that never reach a log, at any depth that our own objects have. */
const SECRETS = ["password", "code", "token", "secret", "cookie", "authorization"].flatMap((name) => [
  name,
  `*.${name}`,
]);

let instance: pino.Logger | undefined;

/** The process's logger: one JSON line per event on standard output. */
export function logger(): pino.Logger {
  instance ??= pino({
    level: env().LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS, censor: "[redacted]" },
  });
  return instance;
}
