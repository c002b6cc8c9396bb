import type { ImageSize } from "../pose/pose";
import { withTimeLimit } from "../pose/time-limit";
import { CameraError, type CameraErrorCode } from "./camera-error";

export interface Camera {
  /** The picture's own size, upright; it changes when a phone is turned. */
  size(): ImageSize;
  stop(): void;
}

export interface CameraOptions {
  readonly facing?: "user" | "environment";
  /** The picture stopped by itself. */
  readonly onEnded?: (error: CameraError) => void;
}

/** Long enough for a person to read and answer the browser's question. */
const GRANT_LIMIT_MS = 120_000;
const FIRST_PICTURE_LIMIT_MS = 15_000;

/**
 * Starts the camera into a video element.
 *
 * @throws CameraError whose `code` says what to tell the patient.
 */
export async function startCamera(
  video: HTMLVideoElement,
  { facing = "user", onEnded = () => undefined }: CameraOptions = {},
): Promise<Camera> {
  // Browsers hide `mediaDevices` from pages without HTTPS, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!isSecureContext || devices === undefined) {
    throw new CameraError("insecure");
  }
  const stream = await granted(devices, facing);
  const stop = (): void => stopStream(video, stream);
  try {
    video.srcObject = stream;
    video.muted = true;
    video.playsInline = true;
    await withTimeLimit(video.play(), FIRST_PICTURE_LIMIT_MS, "the first picture");
    await withTimeLimit(sized(video), FIRST_PICTURE_LIMIT_MS, "the first picture");
  } catch (error) {
    stop();
    throw new CameraError("timed_out", String(error), { cause: error });
  }
  for (const track of stream.getVideoTracks()) {
    track.addEventListener("ended", () => onEnded(new CameraError("ended")), { once: true });
  }
  return { size: () => ({ widthPx: video.videoWidth, heightPx: video.videoHeight }), stop };
}

async function granted(devices: MediaDevices, facing: string): Promise<MediaStream> {
  const wanted: MediaStreamConstraints = {
    audio: false,
    video: {
      facingMode: facing,
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30, max: 60 },
    },
  };
  const asked = devices.getUserMedia(wanted);
  try {
    return await withTimeLimit(asked, GRANT_LIMIT_MS, "the permission");
  } catch (error) {
    // A permission that comes too late must not leave the camera running.
    asked.then(stopTracks, () => undefined);
    throw new CameraError(codeOf(error), String(error), { cause: error });
  }
}

/** What the browser's names mean (Media Capture and Streams, `getUserMedia`). */
export function codeOf(error: unknown): CameraErrorCode {
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return "denied";
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "in_use";
    case "TimeLimitError":
      return "timed_out";
    default:
      return "failed";
  }
}

/** Some browsers play before they know the size. */
async function sized(video: HTMLVideoElement): Promise<void> {
  if (video.videoWidth === 0) {
    await new Promise((resolve) => video.addEventListener("resize", resolve, { once: true }));
  }
}

function stopStream(video: HTMLVideoElement, stream: MediaStream): void {
  stopTracks(stream);
  if (video.srcObject === stream) {
    video.srcObject = null;
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.stop();
  }
}
