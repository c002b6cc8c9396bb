import type { ComponentChildren, JSX } from "preact";

const RADIUS = 44;
const AROUND = 2 * Math.PI * RADIUS;

/** A ring that fills from 0 to 1, with something in its middle. */
export function Ring(props: {
  readonly fill: number;
  readonly className?: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const left = AROUND * (1 - Math.min(1, Math.max(0, props.fill)));
  return (
    <div class={`ring ${props.className ?? ""}`}>
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle class="ring-track" cx="50" cy="50" r={RADIUS} />
        <circle
          class="ring-fill"
          cx="50"
          cy="50"
          r={RADIUS}
          stroke-dasharray={AROUND}
          stroke-dashoffset={left}
        />
      </svg>
      <div class="ring-middle">{props.children}</div>
    </div>
  );
}
