import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../parts/button";
import { t } from "../text/i18n";
import { Figure } from "./figure";
import { type FigureSide, figureAt, keyFigures, movementOf } from "./movements";

const STILL = "(prefers-reduced-motion: reduce)";

function useSeconds(running: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!running) return;
    let frame = 0;
    let last: number | null = null;
    const step = (now: number) => {
      const elapsed = last === null ? 0 : (now - last) / 1000;
      last = now;
      setSeconds((before) => before + elapsed);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [running]);
  return seconds;
}

export interface MovingFigureProps {
  readonly protocol: string;
  readonly title: string;
  readonly side: FigureSide;
}

/** The exercise as the camera will see it, moving; three still pictures where motion is unwanted. */
export function MovingFigure(props: MovingFigureProps): JSX.Element {
  const movement = movementOf(props.protocol);
  const [still, setStill] = useState(() => matchMedia(STILL).matches);
  const seconds = useSeconds(!still);
  const drawing = { view: movement.view, side: props.side, active: movement.active };
  return (
    <figure class="moving-figure">
      <div role="img" aria-label={t("learn.figure", { title: props.title })} class="figure-stage">
        {still ? (
          keyFigures(movement, props.side).map((pose, index) => (
            <Figure key={index} pose={pose} {...drawing} />
          ))
        ) : (
          <Figure pose={figureAt(movement, seconds, props.side)} {...drawing} />
        )}
      </div>
      <figcaption>
        <span>{t(`learn.from.${movement.view}`)}</span>
        <Button action="toggle-figure" kind="quiet" onClick={() => setStill(!still)}>
          {t(still ? "learn.play" : "learn.pause")}
        </Button>
      </figcaption>
    </figure>
  );
}
