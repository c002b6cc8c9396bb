/** One new camera frame. */
export interface FrameTick {
  /** The frame's own time on one steady clock, in microseconds. */
  readonly timeUs: number;
  /** Camera frames since the tick before that no tick was given for. */
  readonly missed: number;
}

export type FrameListener = (tick: FrameTick) => void;

/**
 * Calls once for every camera frame that the browser shows, with the frame's own time stamp; answers
 * how to stop. Where the browser cannot say (no `requestVideoFrameCallback`), it looks once a
 * screen refresh whether the video has moved on.
 */
export function startFrameClock(video: HTMLVideoElement, listener: FrameListener): () => void {
  return "requestVideoFrameCallback" in video
    ? watchFrames(video, listener)
    : watchRefreshes(video, listener);
}

/** The parts of the browser's frame metadata that time comes from. */
export type FrameTimes = Pick<
  VideoFrameCallbackMetadata,
  "mediaTime" | "presentedFrames" | "captureTime"
>;

/**
 * Turns the browser's metadata into ticks. Time is the media's own; where a browser lets it stand
 * still while frames arrive, the capture time takes over for good, so that clocks never mix.
 */
export class FrameTimer {
  #source: "media" | "capture" = "media";
  #stuck = 0;
  #lastMedia: number | null = null;
  #lastPresented: number | null = null;

  /** `null` for a frame that was there before. */
  tick(metadata: FrameTimes): FrameTick | null {
    const presented = metadata.presentedFrames;
    const step = this.#lastPresented === null ? 1 : presented - this.#lastPresented;
    this.#lastPresented = presented;
    if (step <= 0) {
      return null;
    }
    this.#stuck = metadata.mediaTime === this.#lastMedia ? this.#stuck + 1 : 0;
    this.#lastMedia = metadata.mediaTime;
    if (this.#stuck >= STUCK_FRAMES && metadata.captureTime !== undefined) {
      this.#source = "capture";
    }
    const timeUs =
      this.#source === "capture" && metadata.captureTime !== undefined
        ? metadata.captureTime * 1e3
        : metadata.mediaTime * 1e6;
    return { timeUs: Math.round(timeUs), missed: step - 1 };
  }
}

const STUCK_FRAMES = 5;

function watchFrames(video: HTMLVideoElement, listener: FrameListener): () => void {
  const timer = new FrameTimer();
  let stopped = false;
  let handle = 0;
  const ask = (): void => {
    handle = video.requestVideoFrameCallback((_now, metadata) => {
      if (stopped) {
        return;
      }
      ask();
      const tick = timer.tick(metadata);
      if (tick !== null) {
        listener(tick);
      }
    });
  };
  ask();
  return () => {
    stopped = true;
    video.cancelVideoFrameCallback(handle);
  };
}

function watchRefreshes(video: HTMLVideoElement, listener: FrameListener): () => void {
  let lastS = -1;
  let handle = 0;
  const look = (): void => {
    handle = requestAnimationFrame(look);
    if (video.currentTime !== lastS) {
      lastS = video.currentTime;
      listener({ timeUs: Math.round(lastS * 1e6), missed: 0 });
    }
  };
  handle = requestAnimationFrame(look);
  return () => cancelAnimationFrame(handle);
}
