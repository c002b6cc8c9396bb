/**
 * Keeps the screen on while a patient stands away from it; answers how to let go. A browser that
 * cannot or may not (low battery) only dims as it always does.
 */
export function keepScreenOn(): () => void {
  let held: WakeLockSentinel | null = null;
  let released = false;
  const take = async (): Promise<void> => {
    // Older browsers have no wakeLock, whatever the types say.
    const wakeLock = navigator.wakeLock as WakeLock | undefined;
    if (wakeLock === undefined || released || document.visibilityState === "hidden") {
      return;
    }
    held = await wakeLock.request("screen").catch(() => null);
    if (released) {
      await held?.release();
    }
  };
  // The browser drops the lock whenever the page is hidden.
  const onVisible = (): void => void take();
  document.addEventListener("visibilitychange", onVisible);
  void take();
  return () => {
    released = true;
    document.removeEventListener("visibilitychange", onVisible);
    void held?.release();
  };
}
