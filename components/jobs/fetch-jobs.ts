import type { BulkResult, BulkRunItem } from "@/lib/admin/bulk/runs";
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

export const isOpen = ({ state }: BulkRunItem): boolean => state === "listing" || state === "running";

/** A run that is under way is looked at every second, one that has ended no more. */
export const REFRESH_MS = 1_000;
