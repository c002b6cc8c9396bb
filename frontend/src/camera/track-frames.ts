/** What newer browsers offer beside the video element; the DOM's types do not know it yet. */
type TrackProcessor = new (options: {
  track: MediaStreamTrack;
  maxBufferSize: number;
}) => { readonly readable: ReadableStream<VideoFrame> };

/** One frame waits at the camera, always the newest: older ones are of no use to anybody. */
const MAX_WAITING_FRAMES = 1;

/**
 * How to get the camera's frames as a stream that can be handed to a worker, a new one each time;
 * `null` where the browser has no such thing.
 */
export function framesOf(video: HTMLVideoElement): (() => ReadableStream<VideoFrame>) | null {
  const Processor = Reflect.get(globalThis, "MediaStreamTrackProcessor") as
    | TrackProcessor
    | undefined;
  const source = video.srcObject;
  const track = source instanceof MediaStream ? source.getVideoTracks()[0] : undefined;
  if (Processor === undefined || track === undefined) {
    return null;
  }
  return () => new Processor({ track, maxBufferSize: MAX_WAITING_FRAMES }).readable;
}
