import type { JSX } from "preact";

/** How far the mouth's middle lies below (a smile) or above its corners, for pain from 0 to 10. */
export function mouthBend(pain: number): number {
  return 9 - 1.8 * pain;
}

/** A plain face for a number: the mouth bends and the brows rise with pain. */
export function Face(props: { readonly pain: number }): JSX.Element {
  const bend = mouthBend(props.pain);
  const brow = props.pain * 0.45;
  return (
    <svg class="face" viewBox="0 0 48 48" aria-hidden="true">
      <circle cx="24" cy="24" r="21" />
      <path d={`M13 ${16 + brow * 0.4}l7 ${-brow}M35 ${16 + brow * 0.4}l-7 ${-brow}`} />
      <path class="face-eyes" d="M17 21.5v.01M31 21.5v.01" />
      <path d={`M15 ${34 - bend / 2}q9 ${bend} 18 0`} />
    </svg>
  );
}
