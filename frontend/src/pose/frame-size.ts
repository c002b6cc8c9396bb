import type { FrameSource } from "./detector";
import type { ImageSize } from "./pose";

/** The picture's own size in pixels, upright, whatever size it is shown at. */
export function sizeOf(frame: FrameSource): ImageSize {
  if ("videoWidth" in frame) {
    return { widthPx: frame.videoWidth, heightPx: frame.videoHeight };
  }
  if ("displayWidth" in frame) {
    return { widthPx: frame.displayWidth, heightPx: frame.displayHeight };
  }
  return { widthPx: frame.width, heightPx: frame.height };
}
