import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

export type ScreenName =
  | "link"
  | "link-problem"
  | "birth-date"
  | "consent"
  | "today"
  | "safety"
  | "learn"
  | "place"
  | "countdown"
  | "perform"
  | "pain"
  | "effort"
  | "manual"
  | "advice"
  | "rest"
  | "done"
  | "camera-problem"
  | "device-check";

export interface ScreenProps {
  readonly name: ScreenName;
  readonly title: string;
  /** The heading is there for screen readers only: the screen says it by other means. */
  readonly hideTitle?: boolean;
  readonly className?: string;
  readonly children: ComponentChildren;
  /** Stays at the foot of the window, in reach of a thumb. */
  readonly actions?: ComponentChildren;
}

/** One screen: a main landmark whose heading takes the focus when the screen opens. */
export function Screen(props: ScreenProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = props.title;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [props.name]);
  return (
    <main class={`screen ${props.className ?? ""}`} data-screen={props.name}>
      <div class="screen-body">
        <h1 ref={heading} tabIndex={-1} class={props.hideTitle ? "visually-hidden" : undefined}>
          {props.title}
        </h1>
        {props.children}
      </div>
      {props.actions !== undefined && <div class="screen-actions">{props.actions}</div>}
    </main>
  );
}
