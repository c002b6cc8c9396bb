import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { ExerciseView } from "../../recording/exercise-session-types";
import type { SetPlan } from "../../recording/session-types";
import type { TodayItem } from "../api/types";
import { MovingFigure } from "../figure/moving-figure";
import { Button } from "../parts/button";
import { doseText, sideText } from "../parts/dose";
import { Icon } from "../parts/icons";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";
import type { Voice } from "../voice/voice";

export interface LearnScreenProps {
  readonly set: SetPlan;
  readonly item: TodayItem;
  readonly view: ExerciseView;
  readonly voice: Voice;
  readonly onReady: () => void;
  readonly onManual: () => void;
}

/** What the voice reads: the one sentence, where to stand, how much. */
export function spokenInstruction(set: SetPlan, item: TodayItem): string {
  const each = { sets: 1, repetitions: set.repetitions, seconds: set.seconds };
  return [set.title, item.instruction, t(`learn.from.${set.view}`), doseText(each)]
    .filter((text) => text !== "")
    .map((text) => (/[.?]$/.test(text) ? text : `${text}.`))
    .join(" ");
}

function starting(view: ExerciseView): string | null {
  if (view.detector === "loading") {
    return t("learn.loading", { percent: Math.round(view.detectorProgress * 100) });
  }
  return view.camera === "starting" ? t("learn.starting") : null;
}

/** A moving figure, one sentence, a voice that reads it. */
export function LearnScreen(props: LearnScreenProps): JSX.Element {
  const { set, item, voice } = props;
  const say = () => voice.say(spokenInstruction(set, item));
  useEffect(() => {
    say();
    return () => voice.hush();
  }, [set]);
  const details = [
    sideText(set.side),
    doseText({ sets: 1, repetitions: set.repetitions, seconds: set.seconds }),
    set.sets > 1 ? t("dose.setOf", { number: set.setNumber, count: set.sets }) : null,
  ].filter((text) => text !== null);
  const wait = starting(props.view);
  const actions = (
    <>
      <Button action="next" kind="primary" onClick={props.onReady}>
        {t("learn.start")}
      </Button>
      <p class="action-note" role="status">
        {wait ?? t("learn.walk")}
      </p>
    </>
  );
  return (
    <Screen name="learn" title={set.title} actions={actions}>
      <p class="details">{details.join(" · ")}</p>
      <p class="instruction">{item.instruction}</p>
      <div class="learn-columns">
        <MovingFigure protocol={set.protocol} title={set.title} side={set.side} />
        <div class="stack">
          {item.steps.length > 0 && (
            <ol class="steps">
              {item.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          )}
          <div class="row">
            <Button action="say-again" onClick={say}>
              <Icon name="again" />
              {t("learn.again")}
            </Button>
            <Button action="manual" kind="quiet" onClick={props.onManual}>
              {t("learn.manual")}
            </Button>
          </div>
        </div>
      </div>
    </Screen>
  );
}
