import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { SetPlan } from "../../recording/session-types";
import { Figure } from "../figure/figure";
import { movementOf } from "../figure/movements";
import { Button } from "../parts/button";
import { sideText } from "../parts/dose";
import { Ring } from "../parts/ring";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";
import type { Voice } from "../voice/voice";

/** A rest that counts down, what comes next, and a way to go on at once. */
export function RestScreen(props: {
  readonly next: SetPlan;
  readonly restS: number;
  readonly remainingS: number;
  readonly voice: Voice;
  readonly onSkip: () => void;
  readonly onEnd: () => void;
}): JSX.Element {
  const { next, restS } = props;
  const movement = movementOf(next.protocol);
  const seconds = Math.ceil(props.remainingS);
  const details = [
    sideText(next.side),
    next.sets > 1 ? t("dose.setOf", { number: next.setNumber, count: next.sets }) : null,
  ].filter((text) => text !== null);
  useEffect(() => {
    const rest = t("rest.seconds", { count: restS });
    props.voice.say(t("rest.announce", { seconds: rest, title: next.title }));
  }, []);
  const actions = (
    <>
      <Button action="next" kind="primary" onClick={props.onSkip}>
        {t("rest.skip")}
      </Button>
      <Button action="end" kind="quiet" onClick={props.onEnd}>
        {t("rest.end")}
      </Button>
    </>
  );
  return (
    <Screen name="rest" title={t("rest.title")} actions={actions}>
      <Ring fill={restS > 0 ? props.remainingS / restS : 0} className="ring-rest">
        <span role="timer">{seconds}</span>
      </Ring>
      <div class="item-row">
        <span class="item-picture">
          <Figure
            pose={movement.pose(0.85, next.side)}
            view={movement.view}
            side={next.side}
            active={movement.active}
            cropped
          />
        </span>
        <span class="item-words">
          <span class="item-title">{t("rest.next", { title: next.title })}</span>
          <span class="item-dose">{details.join(" · ")}</span>
        </span>
      </div>
    </Screen>
  );
}
