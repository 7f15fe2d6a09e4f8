ALTER TABLE "messages" ADD COLUMN "locale" text DEFAULT 'en' NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "action" jsonb;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "proof_spent_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "retired_methods" jsonb DEFAULT '{}'::jsonb NOT NULL;