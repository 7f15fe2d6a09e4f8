CREATE TABLE "kept_results" (
	"workspace_id" text NOT NULL,
	"client_id" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"status" integer,
	"body" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kept_results_workspace_id_client_id_key_pk" PRIMARY KEY("workspace_id","client_id","key")
);
--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "api_policies" text[];--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "app_metadata" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "user_metadata" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "kept_results_age" ON "kept_results" USING btree ("created_at");