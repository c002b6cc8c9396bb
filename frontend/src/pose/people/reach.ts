/** What a body's middle part differs from where it was expected, from one frame to the next: movement and noise. */
const AT_ONCE_UNITS = 0.4;
/** Of a quick walk across the picture. */
const UNITS_PER_S = 3;

/** How far the same person can be from where they were expected after so long, in body units. */
export function reachUnits(unseenS: number, mostUnits = Number.POSITIVE_INFINITY): number {
  return Math.min(AT_ONCE_UNITS + UNITS_PER_S * unseenS, mostUnits);
}
