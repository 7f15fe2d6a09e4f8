ALTER TABLE "users" ADD COLUMN "rank_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "rank_by" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "demoted_at" timestamp with time zone;