import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ExerciseView } from "../../recording/exercise-session-types";
import type { Phase, SetPlan } from "../../recording/session-types";
import { Figure } from "../figure/figure";
import { movementOf } from "../figure/movements";
import { Button } from "../parts/button";
import { Icon } from "../parts/icons";
import { Ring } from "../parts/ring";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";
import { CueScheduler } from "../voice/cue-scheduler";
import type { Voice } from "../voice/voice";

/** After that long without success a helper may pass over the check. */
const ANYWAY_AFTER_MS = 5_000;

export interface PlaceScreenProps {
  readonly set: SetPlan;
  readonly phase: Extract<Phase, { name: "place" }>;
  readonly view: ExerciseView;
  readonly voice: Voice;
  readonly onAnyway: () => void;
  readonly onBack: () => void;
}

/** The one instruction that helps most now, as a key. */
export function placeInstruction(
  advice: readonly string[] | null,
  camera: ExerciseView["camera"],
): string {
  if (camera !== "on" || advice === null) return "place.looking";
  const first = advice[0];
  return first === undefined ? "place.well" : `place.advice.${first}`;
}

function useSpoken(key: string, voice: Voice): void {
  const scheduler = useRef(new CueScheduler());
  useEffect(() => {
    // Offered again and again, so that an instruction that still stands is repeated after a while.
    const offer = () => {
      const cue = scheduler.current.offer({ key }, performance.now());
      if (cue !== null && cue !== "place.looking") voice.say(t(cue));
    };
    const timer = setInterval(offer, 250);
    return () => clearInterval(timer);
  }, [key, voice]);
}

function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return passed;
}

/** Step into the outline; the countdown starts by itself. */
export function PlaceScreen(props: PlaceScreenProps): JSX.Element {
  const { phase, set } = props;
  const key = placeInstruction(phase.advice, props.view.camera);
  useSpoken(key, props.voice);
  const anyway = useAfter(ANYWAY_AFTER_MS);
  const well = key === "place.well";
  const movement = movementOf(set.protocol);
  const percent = Math.round(phase.fill * 100);
  return (
    <Screen name="place" title={t("place.title")} hideTitle className="on-stage">
      <p class="stage-words" role="status" data-advice={phase.advice?.[0] ?? ""}>
        {t(key)}
      </p>
      <div class={`stage-outline ${well ? "stage-outline-well" : ""}`} data-limbs={movement.active}>
        <Figure pose={movement.pose(0, set.side)} view={set.view} outline cropped />
      </div>
      <div class="stage-foot">
        <Button action="back" className="btn-stage" onClick={props.onBack}>
          <Icon name="back" />
          <span>{t("place.back")}</span>
        </Button>
        <Ring fill={phase.fill} className="ring-place">
          <span class="visually-hidden">{t("place.ring", { percent })}</span>
          {well && <Icon name="check" />}
        </Ring>
        <Button
          action="continue-anyway"
          className={`btn-stage ${anyway ? "" : "btn-later"}`}
          onClick={props.onAnyway}
          disabled={!anyway}
        >
          {t("place.continueAnyway")}
        </Button>
      </div>
    </Screen>
  );
}
