import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { drawFrame } from "../../patient/stage/camera-stage";
import { overlayColours } from "../../patient/stage/overlay";
import { t } from "../../patient/text/i18n";
import type { DeviceCheck } from "../device-check";

/** Gives the box the camera's own shape, which turns with a phone. */
function useShapeOf(video: RefObject<HTMLVideoElement | null>): void {
  useEffect(() => {
    const picture = video.current;
    if (picture === null) return;
    const shape = () => {
      const { videoWidth, videoHeight } = picture;
      if (videoWidth > 0 && picture.parentElement !== null) {
        picture.parentElement.style.aspectRatio = `${videoWidth} / ${videoHeight}`;
      }
    };
    picture.addEventListener("resize", shape);
    return () => picture.removeEventListener("resize", shape);
  }, [video]);
}

/** The camera's picture, mirrored by CSS alone, with the skeleton over it. */
export function CheckPicture(props: {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly check: DeviceCheck | null;
  readonly shown: boolean;
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { check, shown } = props;
  useShapeOf(props.video);
  useEffect(() => {
    if (check === null || !shown) return;
    const colours = overlayColours(document.documentElement);
    return check.store.onFrame((frame) => {
      if (canvas.current !== null) drawFrame(canvas.current, frame, colours);
    });
  }, [check, shown]);
  return (
    <div class="check-picture no-print" role="img" aria-label={t("device.picture")} hidden={!shown}>
      <video ref={props.video} class="stage-picture" muted playsInline tabIndex={-1} />
      <canvas ref={canvas} class="stage-overlay" data-skeleton />
    </div>
  );
}
