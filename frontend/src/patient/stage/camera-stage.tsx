import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ExerciseSession, FrameView } from "../../recording/exercise-session-types";
import { containedBox } from "./fit";
import { drawSkeleton, overlayColours } from "./overlay";

export interface CameraStageProps {
  /** The same element for as long as the page is open: the camera plays into it. */
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly session: ExerciseSession | null;
  readonly visible: boolean;
}

function fitCanvas(canvas: HTMLCanvasElement): number {
  const ratio = Math.min(globalThis.devicePixelRatio, 2);
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  return ratio;
}

function drawFrame(canvas: HTMLCanvasElement, frame: FrameView): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const ratio = fitCanvas(canvas);
  const picture = { width: frame.image.widthPx, height: frame.image.heightPx };
  const box = containedBox(picture, { width: canvas.width, height: canvas.height });
  // The outline to step into follows the picture, not the window.
  const height = `${Math.round(box.height / ratio)}px`;
  document.documentElement.style.setProperty("--picture-height", height);
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (frame.pose === null) return;
  drawSkeleton(context, frame.pose.keypoints, box, overlayColours(canvas));
}

/** The camera's picture, mirrored by CSS alone, with the skeleton over it. */
export function CameraStage(props: CameraStageProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { session, visible } = props;
  useEffect(() => {
    if (session === null || !visible) return;
    return session.onFrame((frame) => {
      if (canvas.current !== null) drawFrame(canvas.current, frame);
    });
  }, [session, visible]);
  return (
    <div class={`stage ${visible ? "" : "stage-hidden"}`} aria-hidden="true">
      <video ref={props.video} class="stage-picture" muted playsInline />
      <canvas ref={canvas} class="stage-overlay" />
    </div>
  );
}
