CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gin;--> statement-breakpoint
DROP INDEX "users_by_name";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "factor_kinds" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE FUNCTION working_factor_kinds(of_workspace text, of_user text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(string_agg(DISTINCT c.kind, ',' ORDER BY c.kind), '')
  FROM credentials c
  WHERE c.workspace_id = of_workspace AND c.user_id = of_user AND c.suspect_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM factor_failures f WHERE f.workspace_id = c.workspace_id AND f.user_id = c.user_id
      AND f.kind = c.kind AND f.stopped_at IS NOT NULL)
$$;--> statement-breakpoint
CREATE FUNCTION keep_factor_kinds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched record := coalesce(new, old);
BEGIN
  UPDATE users SET factor_kinds = working_factor_kinds(touched.workspace_id, touched.user_id)
  WHERE workspace_id = touched.workspace_id AND id = touched.user_id;
  RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER credentials_factor_kinds AFTER INSERT OR DELETE ON credentials
  FOR EACH ROW EXECUTE FUNCTION keep_factor_kinds();--> statement-breakpoint
CREATE TRIGGER credentials_suspect_factor_kinds AFTER UPDATE OF suspect_at ON credentials
  FOR EACH ROW WHEN (old.suspect_at IS DISTINCT FROM new.suspect_at) EXECUTE FUNCTION keep_factor_kinds();--> statement-breakpoint
CREATE TRIGGER factor_failures_insert_factor_kinds AFTER INSERT ON factor_failures
  FOR EACH ROW WHEN (new.stopped_at IS NOT NULL) EXECUTE FUNCTION keep_factor_kinds();--> statement-breakpoint
CREATE TRIGGER factor_failures_update_factor_kinds AFTER UPDATE OF stopped_at ON factor_failures
  FOR EACH ROW WHEN (old.stopped_at IS DISTINCT FROM new.stopped_at) EXECUTE FUNCTION keep_factor_kinds();--> statement-breakpoint
CREATE TRIGGER factor_failures_delete_factor_kinds AFTER DELETE ON factor_failures
  FOR EACH ROW WHEN (old.stopped_at IS NOT NULL) EXECUTE FUNCTION keep_factor_kinds();--> statement-breakpoint
UPDATE users u SET factor_kinds = working_factor_kinds(u.workspace_id, u.id)
  WHERE EXISTS (SELECT 1 FROM credentials c WHERE c.workspace_id = u.workspace_id AND c.user_id = u.id);--> statement-breakpoint
CREATE INDEX "exemptions_by_end" ON "exemptions" USING btree ("workspace_id","ends_at");--> statement-breakpoint
CREATE INDEX "users_by_address" ON "users" USING btree ("workspace_id","email" collate "C");--> statement-breakpoint
CREATE INDEX "users_by_last_sign_in" ON "users" USING btree ("workspace_id",coalesce("last_sign_in_at", '-infinity'::timestamptz),"id");--> statement-breakpoint
CREATE INDEX "users_by_creation" ON "users" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "users_by_factors" ON "users" USING btree ("workspace_id","factor_kinds");--> statement-breakpoint
CREATE INDEX "users_by_standing" ON "users" USING btree ("workspace_id","policy_id","two_factor_on","factor_kinds","required_since");--> statement-breakpoint
CREATE INDEX "users_with_role" ON "users" USING btree ("workspace_id","role","id") WHERE role <> 'member';--> statement-breakpoint
CREATE INDEX "users_by_words" ON "users" USING gin ("workspace_id",lower("name" || E'\n' || "email") gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "users_by_name" ON "users" USING btree ("workspace_id",lower("name") collate "C","id");