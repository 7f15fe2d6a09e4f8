const PAUSE_MS = 1_000;
const AFTER_FAULT_MS = 4_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks one request after the other, each held by the server for a while, until `ask` answers true or the page is left. A
 * fault is told and waited out; there is always a pause, so that nothing spins.
 */
export async function repeat(
  ask: () => Promise<boolean>,
  { signal, onFault }: { signal: AbortSignal; onFault?: () => void },
): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await ask()) return;
      await pause(PAUSE_MS);
    } catch {
      if (!signal.aborted) onFault?.();
      await pause(AFTER_FAULT_MS);
    }
  }
}
