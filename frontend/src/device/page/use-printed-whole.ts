import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** What is folded away on the screen is printed too. */
export function usePrintedWhole(details: RefObject<HTMLDetailsElement | null>): void {
  useEffect(() => {
    let wasOpen = false;
    const stop = new AbortController();
    const { signal } = stop;
    const open = () => {
      wasOpen = details.current?.open ?? false;
      if (details.current !== null) details.current.open = true;
    };
    const fold = () => {
      if (details.current !== null) details.current.open = wasOpen;
    };
    addEventListener("beforeprint", open, { signal });
    addEventListener("afterprint", fold, { signal });
    return () => stop.abort();
  }, [details]);
}
