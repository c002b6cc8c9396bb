import { useEffect } from "preact/hooks";

/** Keeps the screen on while somebody stands two metres away from it. */
export function useWakeLock(active: boolean): void {
  useEffect(() => {
    if (!active || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let over = false;
    const take = () => {
      if (document.visibilityState !== "visible") return;
      // Refused when the battery is low: the exercise goes on all the same.
      navigator.wakeLock.request("screen").then(
        (taken) => {
          lock = taken;
          if (over) void taken.release();
        },
        () => undefined,
      );
    };
    take();
    document.addEventListener("visibilitychange", take);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", take);
      void lock?.release();
    };
  }, [active]);
}
