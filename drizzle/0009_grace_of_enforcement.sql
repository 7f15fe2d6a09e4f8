ALTER TABLE "exemptions" ADD COLUMN "revoked_by" text;--> statement-breakpoint
ALTER TABLE "exemptions" ADD COLUMN "warned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "required_grace_days" integer;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "enforced_grace_days" integer;--> statement-breakpoint
CREATE INDEX "exemptions_ending" ON "exemptions" USING btree ("ends_at") WHERE warned_at is null and revoked_at is null;