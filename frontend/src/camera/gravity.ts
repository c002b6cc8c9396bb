/** Gravity in screen axes, m/s²: x right, y down, z into the screen. */
export type Gravity = readonly [x: number, y: number, z: number];

/**
 * Watches which way is down, where the device tells without a question (iOS asks; it is not worth
 * one more question to the patient). `current` is `null` until the device has told.
 */
export function watchGravity(): { current(): Gravity | null; stop(): void } {
  let gravity: Gravity | null = null;
  const onMotion = ({ accelerationIncludingGravity: force }: DeviceMotionEvent): void => {
    if (
      typeof force?.x === "number" &&
      typeof force.y === "number" &&
      typeof force.z === "number"
    ) {
      gravity = inScreenAxes([force.x, force.y, force.z], screenAngleDeg());
    }
  };
  globalThis.addEventListener("devicemotion", onMotion);
  return {
    current: () => gravity,
    stop: () => globalThis.removeEventListener("devicemotion", onMotion),
  };
}

const QUARTER_TURNS_DEG = [0, 90, 180, 270] as const;

/** How far the device is turned counter-clockwise from its natural upright, in degrees. */
export function screenAngleDeg(): (typeof QUARTER_TURNS_DEG)[number] {
  const angle = globalThis.screen?.orientation?.angle ?? 0;
  return QUARTER_TURNS_DEG[Math.round(angle / 90) % 4] ?? 0;
}

/**
 * From a resting device's `accelerationIncludingGravity` (device axes: x right, y up, z out of the
 * screen; it points *up*, against gravity) to gravity in the axes of the screen as it is turned.
 */
export function inScreenAxes([x, y, z]: Gravity, angleDeg: number): Gravity {
  const angle = (angleDeg * Math.PI) / 180;
  const right = x * Math.cos(angle) - y * Math.sin(angle);
  const up = y * Math.cos(angle) + x * Math.sin(angle);
  // Down the screen is minus up, gravity is minus the reading: both signs cancel for y and for z.
  return [0 - right, up, z];
}
