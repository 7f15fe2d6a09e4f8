CREATE TABLE "application_directory" (
	"client_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "application_secrets" (
	"workspace_id" text NOT NULL,
	"client_id" text NOT NULL,
	"id" text NOT NULL,
	"secret_hash" text NOT NULL,
	"ending" text NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "application_secrets_workspace_id_client_id_id_pk" PRIMARY KEY("workspace_id","client_id","id")
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"auth_method" text DEFAULT 'client_secret_basic' NOT NULL,
	"redirect_uris" text[] DEFAULT '{}' NOT NULL,
	"post_logout_uris" text[] DEFAULT '{}' NOT NULL,
	"backchannel_logout_uri" text,
	"cors_origins" text[] DEFAULT '{}' NOT NULL,
	"home_uri" text,
	"logo_uri" text,
	"grant_types" text[] NOT NULL,
	"scopes" text[] DEFAULT '{}' NOT NULL,
	"api_scopes" text[] DEFAULT '{}' NOT NULL,
	"is_first_party" boolean DEFAULT false NOT NULL,
	"requires_pushed" boolean DEFAULT false NOT NULL,
	"jwks" jsonb,
	"default_acr" text,
	"default_max_age_seconds" integer,
	"rule" text DEFAULT 'as_required' NOT NULL,
	"condition" text,
	"allows_remembered" boolean DEFAULT false NOT NULL,
	"rule_effect" text DEFAULT 'next_sign_in' NOT NULL,
	"rule_since" timestamp with time zone DEFAULT now() NOT NULL,
	"created_by" text,
	"tokens_valid_from" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "applications_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "artifacts" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"workspace_id" text,
	"client_id" text,
	"user_id" text,
	"session_id" text,
	"grant_id" text,
	"user_code" text,
	"evidence" jsonb,
	"payload" jsonb NOT NULL,
	"consumed_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "artifacts_kind_id_pk" PRIMARY KEY("kind","id")
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"workspace_id" text NOT NULL,
	"user_id" text NOT NULL,
	"client_id" text NOT NULL,
	"scopes" text[] DEFAULT '{}' NOT NULL,
	"claims" text[] DEFAULT '{}' NOT NULL,
	"resources" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "consents_workspace_id_user_id_client_id_pk" PRIMARY KEY("workspace_id","user_id","client_id")
);
--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"private_jwk" text NOT NULL,
	"state" text NOT NULL,
	"superseded_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "fresh_below_seconds" integer DEFAULT 300 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "scope_levels" jsonb DEFAULT '{"admin":"aal2","payment":"aal2","transfer":"aal2","delete":"aal2"}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "application_secrets" ADD CONSTRAINT "application_secrets_workspace_id_client_id_applications_workspace_id_id_fk" FOREIGN KEY ("workspace_id","client_id") REFERENCES "public"."applications"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_workspace_id_user_id_users_workspace_id_id_fk" FOREIGN KEY ("workspace_id","user_id") REFERENCES "public"."users"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_workspace_id_client_id_applications_workspace_id_id_fk" FOREIGN KEY ("workspace_id","client_id") REFERENCES "public"."applications"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "artifacts_by_grant" ON "artifacts" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "artifacts_by_user" ON "artifacts" USING btree ("workspace_id","user_id","kind");--> statement-breakpoint
CREATE INDEX "artifacts_by_session" ON "artifacts" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "artifacts_by_expiry" ON "artifacts" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "artifacts_by_user_code" ON "artifacts" USING btree ("user_code");--> statement-breakpoint
CREATE UNIQUE INDEX "signing_keys_one_current" ON "signing_keys" USING btree ("state") WHERE state = 'current';