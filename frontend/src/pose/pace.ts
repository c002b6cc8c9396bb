/** Frames a second that a device should hold, so that movement is seen as it is. */
export const WANTED_FPS = 24;

/** Milliseconds that one frame may take for that. */
export const FAST_ENOUGH_MS = 1_000 / WANTED_FPS;
