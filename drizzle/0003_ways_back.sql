CREATE TABLE "delayed_resets" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"requested_by" text,
	"reason" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"cancelled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "delayed_resets_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "help_requests" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"words" text NOT NULL,
	"ip" text NOT NULL,
	"user_agent" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answer" text,
	"reason" text,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	CONSTRAINT "help_requests_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "access_pass_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "delayed_resets" ADD CONSTRAINT "delayed_resets_workspace_id_user_id_users_workspace_id_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."users"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_requests" ADD CONSTRAINT "help_requests_workspace_id_user_id_users_workspace_id_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."users"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delayed_resets_due" ON "delayed_resets" USING btree ("due_at") WHERE done_at is null and cancelled_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "delayed_resets_one_waiting" ON "delayed_resets" USING btree ("workspace_id","user_id") WHERE done_at is null and cancelled_at is null;--> statement-breakpoint
CREATE INDEX "help_requests_open" ON "help_requests" USING btree ("workspace_id","created_at") WHERE answered_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "help_requests_one_open" ON "help_requests" USING btree ("workspace_id","user_id") WHERE answered_at is null;