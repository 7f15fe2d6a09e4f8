CREATE TABLE "audit_blocks" (
	"workspace_id" text NOT NULL,
	"number" integer NOT NULL,
	"month" date NOT NULL,
	"from_position" bigint NOT NULL,
	"to_position" bigint NOT NULL,
	"events" integer NOT NULL,
	"events_hash" text NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	"key_id" text NOT NULL,
	"signature" text NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "audit_blocks_workspace_id_number_pk" PRIMARY KEY("workspace_id","number")
);
--> statement-breakpoint
CREATE TABLE "audit_checks" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"requested_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"next_block" integer DEFAULT 1 NOT NULL,
	"blocks" integer NOT NULL,
	"events" integer DEFAULT 0 NOT NULL,
	"findings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "audit_checks_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit_frontier" (
	"is_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"position" bigint DEFAULT 0 NOT NULL,
	"lead" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_checks" ADD CONSTRAINT "audit_checks_workspace_id_workspaces_workspace_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("workspace_id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "audit_checks_open" ON "audit_checks" USING btree ("created_at") WHERE finished_at is null;
--> statement-breakpoint
INSERT INTO "audit_frontier" DEFAULT VALUES;
--> statement-breakpoint
ALTER TABLE "audit_frontier" ADD CONSTRAINT "audit_frontier_one_row" CHECK (is_only);
--> statement-breakpoint
ALTER TABLE "audit_events" RENAME TO "audit_events_unchained";
--> statement-breakpoint
ALTER TABLE "audit_events_unchained" DROP CONSTRAINT "audit_events_workspace_id_id_pk";
--> statement-breakpoint
DROP INDEX "audit_events_by_target";
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"position" bigint DEFAULT (pg_current_xact_id()::text::bigint) NOT NULL,
	"action" text NOT NULL,
	"result" text DEFAULT 'ok' NOT NULL,
	"actor_kind" text DEFAULT 'system' NOT NULL,
	"actor_id" text,
	"target_id" text,
	"ip" text,
	"user_agent" text,
	"request_id" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "audit_events_workspace_id_at_id_pk" PRIMARY KEY("workspace_id","at","id")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE INDEX "audit_events_by_action" ON "audit_events" USING btree ("workspace_id","action","at","id");
--> statement-breakpoint
CREATE INDEX "audit_events_by_actor" ON "audit_events" USING btree ("workspace_id","actor_id","at","id");
--> statement-breakpoint
CREATE INDEX "audit_events_by_target" ON "audit_events" USING btree ("workspace_id","target_id","at","id");
--> statement-breakpoint
CREATE INDEX "audit_events_by_ip" ON "audit_events" USING btree ("workspace_id","ip","at","id");
--> statement-breakpoint
CREATE INDEX "audit_events_refused" ON "audit_events" USING btree ("workspace_id","at","id") WHERE result = 'refused';
--> statement-breakpoint
CREATE INDEX "audit_events_by_reason" ON "audit_events" USING gin (to_tsvector('simple', data->>'reason')) WHERE data->>'reason' LIKE '% %';
--> statement-breakpoint
CREATE INDEX "audit_events_by_position" ON "audit_events" USING btree ("position");
--> statement-breakpoint
CREATE SCHEMA "audit";
--> statement-breakpoint
-- Made apart and then attached, so that nobody who writes meanwhile has to wait
CREATE FUNCTION audit.make_month(day timestamptz) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	first timestamp := date_trunc('month', day at time zone 'UTC');
	name text := 'events_' || to_char(first, 'YYYY_MM');
BEGIN
	IF to_regclass('audit.' || name) IS NOT NULL THEN RETURN; END IF;
	EXECUTE format('CREATE TABLE audit.%I (LIKE public.audit_events INCLUDING DEFAULTS)', name);
	EXECUTE format('ALTER TABLE public.audit_events ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)',
		name, first at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
END $$;
--> statement-breakpoint
-- The one thing the application may have done here by the owner: the months to come, made ahead
CREATE FUNCTION audit.make_months_ahead() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	FOR ahead IN 0..3 LOOP
		PERFORM audit.make_month(now() + make_interval(months => ahead));
	END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION audit.make_month(timestamptz), audit.make_months_ahead() FROM PUBLIC;
--> statement-breakpoint
SELECT audit.make_month(day) FROM "audit_events_unchained", date_trunc('month', at) day GROUP BY day;
--> statement-breakpoint
SELECT audit.make_months_ahead();
--> statement-breakpoint
INSERT INTO "audit_events" ("workspace_id", "id", "at", "action", "result", "actor_kind", "actor_id", "target_id", "ip", "user_agent", "request_id", "data")
SELECT "workspace_id", "id", "at", "action", "result",
	CASE WHEN "actor_id" IS NOT NULL THEN 'user' WHEN "request_id" IS NOT NULL THEN 'nobody' ELSE 'system' END,
	"actor_id", "target_id", "ip", "user_agent", "request_id", "data"
FROM "audit_events_unchained";
--> statement-breakpoint
DROP TABLE "audit_events_unchained";
