CREATE TABLE "rings" (
	"workspace_id" text NOT NULL,
	"number" integer NOT NULL,
	"percent" integer,
	"policy_id" text,
	"planned_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"people" integer,
	CONSTRAINT "rings_workspace_id_number_pk" PRIMARY KEY("workspace_id","number"),
	CONSTRAINT "rings_of_one_kind" CHECK (("rings"."percent" is null) <> ("rings"."policy_id" is null)),
	CONSTRAINT "rings_percent" CHECK ("rings"."percent" between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "rollouts" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"effect" text NOT NULL,
	"grace_days" integer,
	"tells_people" boolean DEFAULT false NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"set_by" text,
	"paused_at" timestamp with time zone,
	"paused_by" text,
	"paused_reason" text,
	"paused_people" integer,
	"counted_from" timestamp with time zone,
	"next_look_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notice_runs" ADD COLUMN "data" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "notice_runs" ADD COLUMN "audience" text DEFAULT 'everybody' NOT NULL;--> statement-breakpoint
ALTER TABLE "notice_runs" ADD COLUMN "except_user_id" text;--> statement-breakpoint
ALTER TABLE "rings" ADD CONSTRAINT "rings_workspace_id_rollouts_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."rollouts"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rings" ADD CONSTRAINT "rings_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rings" ADD CONSTRAINT "rings_workspace_id_policy_id_policies_workspace_id_id_fk" FOREIGN KEY ("workspace_id","policy_id") REFERENCES "public"."policies"("workspace_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollouts" ADD CONSTRAINT "rollouts_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rollouts_to_look_at" ON "rollouts" USING btree ("next_look_at");