CREATE TABLE "sweeps" (
	"workspace_id" text NOT NULL,
	"kind" text NOT NULL,
	"after_user_id" text DEFAULT '' NOT NULL,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"next_turn_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sweeps_workspace_id_kind_pk" PRIMARY KEY("workspace_id","kind")
);
--> statement-breakpoint
ALTER TABLE "notice_runs" ADD COLUMN "policy_id" text;--> statement-breakpoint
ALTER TABLE "notice_runs" ADD COLUMN "policy_name" text;--> statement-breakpoint
ALTER TABLE "notice_runs" ADD COLUMN "moved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "former_terms" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "extended_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "extended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "last_skip_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "extended_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "extended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sweeps" ADD CONSTRAINT "sweeps_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sweeps_due" ON "sweeps" USING btree ("next_turn_at");