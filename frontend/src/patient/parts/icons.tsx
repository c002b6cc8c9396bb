import type { JSX } from "preact";

const PATHS = {
  check: "M5 12.5l4.5 4.5L19 7.5",
  lock: "M6.5 11h11v9h-11zM9 11V8a3 3 0 0 1 6 0v3",
  dots: "M12 4.5v.01M7 9.5v.01M17 9.5v.01M9.5 14v.01M14.5 14v.01M8.5 19.5v.01M15.5 19.5v.01",
  person: "M12 8.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM5.5 21c0-5 2.5-8.5 6.5-8.5s6.5 3.5 6.5 8.5",
  sound: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11",
  mute: "M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
  phone:
    "M6.5 3.5h3l1.5 4-2 1.5a12 12 0 0 0 6 6l1.5-2 4 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4.5 5.5a2 2 0 0 1 2-2z",
  again: "M5 12a7 7 0 1 1 2 5M5 12V7.5M5 12h4.5",
  sent: "M5 12.5l4.5 4.5L19 7.5",
  kept: "M12 4v10M8 10.5l4 4 4-4M5 19.5h14",
  camera: "M4 7.5h10v9H4zM14 10.5l6-3v9l-6-3",
  back: "M14.5 5.5L8 12l6.5 6.5",
  support: "M7 3.5V21M17 12.5V21M7 12.5h10M7 8h6",
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing beside words; it says nothing that the words do not. */
export function Icon(props: { readonly name: IconName; readonly className?: string }): JSX.Element {
  return (
    <svg class={`icon ${props.className ?? ""}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  );
}
