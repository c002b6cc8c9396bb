import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SetPlan } from "../../recording/session-types";
import type { QueueView } from "../../recording/upload-types";
import type { PatientApi } from "../api/client";
import type { Clinic } from "../api/types";
import { Button } from "../parts/button";
import { CallClinic } from "../parts/call-clinic";
import { Icon } from "../parts/icons";
import { Screen } from "../parts/screen";
import { UploadLine, uploadSummary } from "../parts/upload-line";
import { t } from "../text/i18n";
import { Emergency } from "./advice-screen";
import { type DoneLine, doneLines, isBeingScored } from "./done-lines";
import { useOutcome } from "./use-outcome";

export interface DoneScreenProps {
  readonly ended: "complete" | "pain_limit" | "patient";
  readonly clinic: Clinic;
  readonly api: PatientApi;
  readonly assessmentId: string;
  readonly plan: readonly SetPlan[];
  readonly queue: QueueView | null;
  readonly onHome: () => void;
  readonly onAgain: (set: SetPlan) => void;
}

const TITLES = {
  complete: "done.title",
  pain_limit: "done.titlePain",
  patient: "done.titlePatient",
} as const;

const BUSY: readonly DoneLine["state"][] = ["sending", "scoring"];

function Line(props: {
  readonly line: DoneLine;
  readonly onAgain: (set: SetPlan) => void;
}): JSX.Element {
  const { line } = props;
  const { set } = line;
  return (
    <li class={`done-line done-${line.state}`} data-state={line.state}>
      <span class="done-mark">
        {BUSY.includes(line.state) ? <span class="done-dots" /> : <Icon name={markOf(line)} />}
      </span>
      <span class="item-words">
        <span class="item-title">{line.title}</span>
        <span class="item-dose">{line.sentence}</span>
        {line.advice !== null && <span>{line.advice}</span>}
        {line.state === "refused" && set !== null && (
          <Button action="again" className="done-again" onClick={() => props.onAgain(set)}>
            <Icon name="again" />
            {t("done.again")}
          </Button>
        )}
      </span>
    </li>
  );
}

function markOf(line: DoneLine): "check" | "kept" | "again" {
  if (line.state === "kept") return "kept";
  return line.state === "refused" ? "again" : "check";
}

/** What was recorded, what of it is sent, and what it showed, in plain words. */
export function DoneScreen(props: DoneScreenProps): JSX.Element {
  const [waiting, setWaiting] = useState(false);
  const outcome = useOutcome(props.api, props.assessmentId, waiting);
  const lines = doneLines(props.assessmentId, props.plan, props.queue, outcome);
  const scoring = isBeingScored(lines);
  useEffect(() => setWaiting(scoring), [scoring]);
  const safe = props.queue !== null && props.queue.waiting === 0;
  const actions = (
    <>
      <Button action="home" kind="primary" onClick={props.onHome}>
        {t("done.home")}
      </Button>
      <p class="action-note">{t(safe ? "done.safe" : "done.keep")}</p>
    </>
  );
  return (
    <Screen name="done" title={t(TITLES[props.ended])} actions={actions}>
      {props.ended === "pain_limit" ? (
        <>
          <p class="lead">{t("done.painText")}</p>
          <CallClinic clinic={props.clinic} />
          <Emergency />
        </>
      ) : (
        lines.length > 0 && <p class="lead">{t(`done.text.${props.ended}`)}</p>
      )}
      <section class="stack" aria-labelledby="results-title" aria-live="polite">
        <h2 id="results-title">{t("done.results")}</h2>
        {lines.length === 0 ? (
          <p>{t("done.nothing")}</p>
        ) : (
          <ul class="plain-list done-lines">
            {lines.map((line) => (
              <Line key={line.id} line={line} onAgain={props.onAgain} />
            ))}
          </ul>
        )}
      </section>
      {props.queue !== null && <UploadLine summary={uploadSummary(props.queue)} />}
    </Screen>
  );
}
