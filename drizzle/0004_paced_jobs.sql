DROP INDEX "notice_runs_open";--> statement-breakpoint
ALTER TABLE "delayed_resets" ADD COLUMN "next_try_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "notice_runs" ADD COLUMN "next_turn_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "notice_runs_open" ON "notice_runs" USING btree ("next_turn_at") WHERE finished_at is null;