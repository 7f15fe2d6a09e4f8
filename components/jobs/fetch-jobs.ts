import type { BulkResult, BulkRunItem } from "@/lib/admin/bulk/runs";
import type { NamedRun } from "@/lib/admin/jobs/service";
import type { JobView } from "@/lib/admin/jobs/view";
import { fetchJson } from "../users/fetch-users";

export type RunPage = { run: BulkRunItem; results: { rows: BulkResult[]; next: number | null } };

export const fetchRuns = (signal: AbortSignal): Promise<{ runs: BulkRunItem[] }> =>
  fetchJson("/api/ui/jobs", signal);

export const fetchRun = (
  id: string,
  { state, after }: { state: "notable" | "all"; after: number },
  signal: AbortSignal,
): Promise<RunPage> =>
  fetchJson(`/api/ui/jobs/${encodeURIComponent(id)}?state=${state}&after=${after}`, signal);

export const fetchJobs = (signal: AbortSignal): Promise<{ jobs: JobView[] }> =>
  fetchJson("/api/ui/jobs/background", signal);

export const fetchLog = (
  name: string,
  only: "all" | "failures",
  signal: AbortSignal,
): Promise<{ runs: NamedRun[] }> => fetchJson(`/api/ui/jobs/background/${name}?only=${only}`, signal);

export const isOpen = ({ state }: BulkRunItem): boolean => state === "listing" || state === "running";

/** A run that is under way is looked at every second, one that has ended no more. */
export const REFRESH_MS = 1_000;
