import { z } from "zod";

const flag = z
  .enum(["0", "1"])
  .optional()
  .transform((value) => value === "1");

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  DATABASE_URL: z.string().min(1),
  DATABASE_OWNER_URL: z.string().min(1).optional(),
  APP_URL: z.url().optional(),
  APP_SECRET: z.string().min(32, "APP_SECRET must hold at least 32 characters"),
  ENCRYPTION_KEYS: z.string().regex(/^[\w-]+:[A-Za-z0-9+/=]{44}(,[\w-]+:[A-Za-z0-9+/=]{44})*$/, {
    message: "ENCRYPTION_KEYS must be `id:base64 of 32 bytes`, the current key first, separated by commas",
  }),
  DEMO: flag,
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).optional(),
  SMS_PROVIDER: z.enum(["twilio", "webhook", "inbox"]).optional(),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
  TWILIO_API_URL: z.url().default("https://api.twilio.com"),
  SMS_WEBHOOK_URL: z.url().optional(),
  SMS_WEBHOOK_SECRET: z.string().min(16).optional(),
  /** Hosts that push messages may be sent to; a leading dot means every host below it. */
  PUSH_HOSTS: z
    .string()
    .default("fcm.googleapis.com,.push.services.mozilla.com,.push.apple.com,.notify.windows.com")
    .transform((hosts) => hosts.split(",").map((host) => host.trim())),
  /** Webhooks may be sent to private addresses, and there without TLS. */
  WEBHOOKS_ALLOW_PRIVATE: flag,
  /** Where the jobs run: inside this server, or apart in processes of `npm run worker`. */
  WORKERS: z.enum(["inside", "apart"]).default("inside"),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
});

export type Env = z.infer<typeof schema> & { APP_URL: string };

let parsed: Env | undefined;

/** The environment, parsed at first use. Throws one readable line per wrong or missing variable. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = schema.safeParse(source);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(
      `The environment is incomplete:\n${lines.join("\n")}\n.env.example lists every variable.`,
    );
  }
  const { APP_URL, ...rest } = result.data;
  return { ...rest, APP_URL: new URL(APP_URL ?? `http://localhost:${rest.PORT}`).origin };
}

/** True where the public origin is https: cookies are then `__Host-` and `Secure`. */
export const isSecureOrigin = (): boolean => env().APP_URL.startsWith("https:");

/** Who the tables belong to: migrations and the operator's commands connect with this, the application never does. */
export const ownerUrl = (): string => env().DATABASE_OWNER_URL ?? env().DATABASE_URL;
