import { useEffect, useRef } from "preact/hooks";

/**
 * Turns the browser's back button into a step of the exercise, so that it never loses work.
 *
 * Browsers honour this only after a tap: begin with `active` once the camera was turned on.
 */
export function useBackGuard(active: boolean, onBack: () => void): void {
  const handler = useRef(onBack);
  handler.current = onBack;
  useEffect(() => {
    if (!active) return;
    const guard = () => history.pushState({ guard: true }, "");
    const back = () => {
      guard();
      handler.current();
    };
    guard();
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, [active]);
}
