import { sizeOf } from "../pose/frame-size";
import type { CheckReading } from "./check-view";
import type { LiveEngine } from "./live-engine";
import { heapBytes } from "./surroundings/device-facts";

/** Everything that is shown of this second. */
export function readCheck(
  engine: LiveEngine,
  video: HTMLVideoElement,
  nowMs: number,
): CheckReading {
  return {
    ...engine.read(nowMs),
    dropped: engine.dropped,
    memory: engine.memory,
    heapBytes: heapBytes(),
    image: sizeOf(video),
    promisedFps: promisedFps(video),
  };
}

function promisedFps(video: HTMLVideoElement): number | null {
  const source = video.srcObject;
  const track = source instanceof MediaStream ? source.getVideoTracks()[0] : undefined;
  return track?.getSettings().frameRate ?? null;
}
