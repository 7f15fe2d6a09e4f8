ALTER TABLE "sweeps" DROP COLUMN "after_user_id";--> statement-breakpoint
ALTER TABLE "sweeps" DROP COLUMN "counts";