import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ExerciseSession, FrameView } from "../../recording/exercise-session-types";
import { containedBox } from "./fit";
import { drawSkeleton, type OverlayColours, overlayColours } from "./overlay";

export interface CameraStageProps {
  /** The same element for as long as the page is open: the camera plays into it. */
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly session: ExerciseSession | null;
  readonly visible: boolean;
}

function fitCanvas(canvas: HTMLCanvasElement): void {
  const ratio = Math.min(globalThis.devicePixelRatio, 2);
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
}

/** Draws one frame's skeleton where the picture lies inside its box; nothing where there is none. */
export function drawFrame(
  canvas: HTMLCanvasElement,
  frame: Pick<FrameView, "image" | "pose">,
  colours: OverlayColours,
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  fitCanvas(canvas);
  const picture = { width: frame.image.widthPx, height: frame.image.heightPx };
  const box = containedBox(picture, { width: canvas.width, height: canvas.height });
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (frame.pose === null) return;
  drawSkeleton(context, frame.pose.keypoints, box, colours);
}

/** Tells the style sheet how high the picture is, so that the outline to step into follows it. */
function usePictureHeight(ref: RefObject<HTMLVideoElement | null>): void {
  useEffect(() => {
    const video = ref.current;
    if (video === null) return;
    const measure = () => {
      const picture = { width: video.videoWidth, height: video.videoHeight };
      const { height } = containedBox(picture, {
        width: video.clientWidth,
        height: video.clientHeight,
      });
      if (height <= 0) return;
      document.documentElement.style.setProperty("--picture-height", `${Math.round(height)}px`);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(video);
    video.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      video.removeEventListener("resize", measure);
    };
  }, [ref]);
}

/** The camera's picture, mirrored by CSS alone, with the skeleton over it. */
export function CameraStage(props: CameraStageProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { session, visible } = props;
  usePictureHeight(props.video);
  useEffect(() => {
    if (session === null || !visible) return;
    const colours = overlayColours(document.documentElement);
    return session.onFrame((frame) => {
      if (canvas.current !== null) drawFrame(canvas.current, frame, colours);
    });
  }, [session, visible]);
  return (
    <div class={`stage ${visible ? "" : "stage-hidden"}`} aria-hidden="true">
      <video ref={props.video} class="stage-picture" muted playsInline />
      <canvas ref={canvas} class="stage-overlay" />
    </div>
  );
}
