import type { WindowClient } from "./worker-scope";

/** What the list of today tells a new version that waits. */
export const TAKE_OVER = "plumbline-take-over";

/** Whether a new version may begin now: not while anybody is at the exercise page. */
export function mayTakeOver(open: readonly WindowClient[], exercise: string): boolean {
  return !open.some(({ url }) => url.startsWith(exercise));
}
