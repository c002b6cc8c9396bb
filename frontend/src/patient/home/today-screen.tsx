import type { JSX } from "preact";
import type { Today, TodayItem } from "../api/types";
import { Figure } from "../figure/figure";
import { movementOf } from "../figure/movements";
import { Button } from "../parts/button";
import { CallClinic } from "../parts/call-clinic";
import { doseText, sideText } from "../parts/dose";
import { Icon } from "../parts/icons";
import { Screen } from "../parts/screen";
import { UploadLine, type UploadSummary } from "../parts/upload-line";
import { type DoneSets, isDone, minutesLeft, setsDone } from "../plan/session-plan";
import { t } from "../text/i18n";

export interface TodayScreenProps {
  readonly today: Today;
  /** Whether the server could be reached. */
  readonly reached: boolean;
  readonly doneHere: DoneSets;
  readonly uploads: UploadSummary;
  readonly onStart: () => void;
  readonly onNotMe: () => void;
}

function ItemRow(props: { readonly item: TodayItem; readonly doneHere: DoneSets }): JSX.Element {
  const { item } = props;
  const movement = movementOf(item.protocol);
  const done = isDone(item, props.doneHere);
  const some = setsDone(item, props.doneHere);
  const minutes = done ? null : t("today.minutes", { count: item.minutes });
  const details = [sideText(item.side), doseText(item), minutes].filter((text) => text !== null);
  return (
    <li class={`item-row ${done ? "item-done" : ""}`} data-item={item.protocol}>
      <span class="item-picture">
        <Figure
          pose={movement.pose(0.85, item.side)}
          view={movement.view}
          side={item.side}
          active={movement.active}
          cropped
        />
      </span>
      <span class="item-words">
        <span class="item-title">{item.title}</span>
        <span class="item-dose">{details.join(" · ")}</span>
        {!done && some > 0 && (
          <span class="item-dose">{t("today.setsDone", { done: some, count: item.sets })}</span>
        )}
      </span>
      {done && (
        <span class="item-tick">
          <Icon name="check" />
          <span class="visually-hidden">{t("today.done")}</span>
        </span>
      )}
    </li>
  );
}

function headingOf(props: TodayScreenProps): { readonly title: string; readonly lead: string } {
  const { today, doneHere } = props;
  const left = today.items.filter((item) => !isDone(item, doneHere));
  if (today.items.length === 0) {
    return { title: t("today.nothing"), lead: t("today.nothingText") };
  }
  if (left.length === 0) {
    return { title: t("today.allDone"), lead: props.reached ? t("today.allDoneText") : "" };
  }
  return {
    title: t("today.title", { name: today.patient.given_name }),
    lead: t("today.lead", { count: left.length, minutes: minutesLeft(today, doneHere) }),
  };
}

/** Today's routine: how long it takes, what is done, and the one button that starts it. */
export function TodayScreen(props: TodayScreenProps): JSX.Element {
  const { today, doneHere } = props;
  const { title, lead } = headingOf(props);
  const open = today.items.some((item) => !isDone(item, doneHere));
  const begun = today.items.some((item) => setsDone(item, doneHere) > 0);
  const start = open ? (
    <Button action="start" kind="primary" onClick={props.onStart}>
      {t(begun ? "today.resume" : "today.start")}
    </Button>
  ) : undefined;
  return (
    <Screen name="today" title={title} actions={start}>
      {lead !== "" && <p class="lead">{lead}</p>}
      <div role="status" data-connection={props.reached ? "online" : "offline"}>
        {!props.reached && (
          <div class="banner">
            <p>{t(open ? "today.offline" : "today.offlineDone")}</p>
          </div>
        )}
      </div>
      {today.items.length > 0 && (
        <ol class="plain-list item-list" aria-label={t("today.list")}>
          {today.items.map((item) => (
            <ItemRow key={item.id} item={item} doneHere={doneHere} />
          ))}
        </ol>
      )}
      {today.items.length === 0 && <CallClinic clinic={today.clinic} />}
      <UploadLine summary={props.uploads} />
      <Button action="not-me" kind="quiet" className="not-me" onClick={props.onNotMe}>
        {t("today.notMe", { name: today.patient.given_name })}
      </Button>
    </Screen>
  );
}
