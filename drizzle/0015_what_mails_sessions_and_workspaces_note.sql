ALTER TABLE "messages" ADD COLUMN "locale" text DEFAULT 'en' NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "action" jsonb;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "proof_spent_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "retired_methods" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "users_unconfirmed" ON "users" USING btree ("created_at") WHERE email_verified_at is null;--> statement-breakpoint
-- What no user wrote is no name: screens and mails say the kind, in the language of the reader.
UPDATE "credentials" SET "label" = '' WHERE "label" = CASE "kind" WHEN 'totp' THEN 'Authenticator app' WHEN 'passkey' THEN 'Passkey' END;
