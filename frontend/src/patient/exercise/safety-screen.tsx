import type { JSX } from "preact";
import type { TodayItem } from "../api/types";
import { Button } from "../parts/button";
import { CheckDevice } from "../parts/check-device";
import { Icon } from "../parts/icons";
import { Screen } from "../parts/screen";
import { armMayStop } from "../stage/raised-arm";
import { t } from "../text/i18n";
import { SafetyDrawing } from "./safety-drawing";

/** What to check for these exercises, without doubles. */
export function safetyPoints(items: readonly TodayItem[]): readonly string[] {
  const own = items.flatMap((item) => item.safety);
  const balance = items.some((item) => item.needs_support);
  const points = [
    ...(balance ? [t("safety.support"), t("safety.shoes")] : []),
    t("safety.floor"),
    ...(own.length > 0 ? own : [t("safety.pain")]),
  ];
  return [...new Set(points)];
}

/** The room, the phone, the words to stop: before the first exercise. */
export function SafetyScreen(props: {
  readonly items: readonly TodayItem[];
  readonly busy: boolean;
  /** The address of the device check. */
  readonly deviceCheck: string;
  readonly onAllow: () => void;
}): JSX.Element {
  const arm = props.items.every((item) => armMayStop(item.protocol));
  const action = (
    <>
      <Button action="next" kind="primary" disabled={props.busy} onClick={props.onAllow}>
        <Icon name="camera" />
        {t("safety.allow")}
      </Button>
      <p class="action-note">
        <Icon name="lock" />
        {t("safety.allowHint")}
      </p>
    </>
  );
  return (
    <Screen name="safety" title={t("safety.title")} actions={action}>
      <section class="stack" aria-labelledby="phone-title">
        <h2 id="phone-title">{t("safety.where")}</h2>
        <SafetyDrawing />
        <ul class="plain-list hints">
          <li>{t("safety.distance")}</li>
          <li>{t("safety.height")}</li>
          <li>{t("safety.upright")}</li>
        </ul>
      </section>
      <section class="stack" aria-labelledby="safety-title">
        <h2 id="safety-title">{t("safety.listTitle")}</h2>
        <ul class="plain-list ticks">
          {safetyPoints(props.items).map((point) => (
            <li key={point}>
              <Icon name="check" />
              <span>{point}</span>
            </li>
          ))}
        </ul>
        <p class="stop-words">{t(arm ? "safety.stop" : "safety.stopTap")}</p>
      </section>
      <CheckDevice address={props.deviceCheck} />
    </Screen>
  );
}
