import { useEffect } from "preact/hooks";

const EVERY_MS = 15_000;

/** Tries again while the server is away: when the device says that it is online, and now and then. */
export function useReconnect(away: boolean, tryAgain: () => void): void {
  useEffect(() => {
    if (!away) return;
    const timer = setInterval(tryAgain, EVERY_MS);
    addEventListener("online", tryAgain);
    return () => {
      clearInterval(timer);
      removeEventListener("online", tryAgain);
    };
  }, [away]);
}
