CREATE TABLE "bulk_rows" (
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"position" integer NOT NULL,
	"user_id" text,
	"input" jsonb,
	"state" text DEFAULT 'waiting' NOT NULL,
	"code" text,
	"done_at" timestamp with time zone,
	CONSTRAINT "bulk_rows_workspace_id_run_id_position_pk" PRIMARY KEY("workspace_id","run_id","position")
);
--> statement-breakpoint
CREATE TABLE "bulk_runs" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"input" jsonb NOT NULL,
	"filter" jsonb,
	"listed_up_to" text DEFAULT '' NOT NULL,
	"ordered_by" text NOT NULL,
	"session_id" text NOT NULL,
	"proofs" jsonb NOT NULL,
	"ip" text NOT NULL,
	"user_agent" text NOT NULL,
	"request_id" text NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	"next_turn_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bulk_runs_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "bulk_rows" ADD CONSTRAINT "bulk_rows_workspace_id_run_id_bulk_runs_workspace_id_id_fk" FOREIGN KEY ("workspace_id","run_id") REFERENCES "public"."bulk_runs"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_runs" ADD CONSTRAINT "bulk_runs_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bulk_rows_by_state" ON "bulk_rows" USING btree ("workspace_id","run_id","state","position");--> statement-breakpoint
CREATE INDEX "bulk_runs_open" ON "bulk_runs" USING btree ("next_turn_at") WHERE finished_at is null and cancelled_at is null;--> statement-breakpoint
CREATE INDEX "bulk_runs_by_creation" ON "bulk_runs" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "users_invited" ON "users" USING btree ("workspace_id","id") WHERE password_hash is null;