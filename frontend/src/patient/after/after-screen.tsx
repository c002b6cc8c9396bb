import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Answers } from "../../recording/upload-types";
import { Button } from "../parts/button";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";
import { EffortStep } from "./effort-step";
import { PainScale } from "./pain-scale";

/** Pain, then effort: two short questions after every set. Both may be left open. */
export function AfterScreen(props: {
  readonly painStopLimit: number | null;
  readonly onAnswers: (answers: Answers) => void;
}): JSX.Element {
  const [step, setStep] = useState<"pain" | "effort">("pain");
  const [pain, setPain] = useState<number | null>(null);
  const [effort, setEffort] = useState<number | null>(null);
  const [felt, setFelt] = useState<readonly string[] | null>(null);
  const [note, setNote] = useState("");
  const over = pain !== null && props.painStopLimit !== null && pain >= props.painStopLimit;
  if (step === "pain") {
    const skip = () => {
      setPain(null);
      setStep("effort");
    };
    const actions = (
      <>
        <Button
          action="next"
          kind="primary"
          disabled={pain === null}
          onClick={() => setStep("effort")}
        >
          {t("common.continue")}
        </Button>
        <Button action="skip" kind="quiet" onClick={skip}>
          {t("pain.skip")}
        </Button>
      </>
    );
    return (
      <Screen key="pain" name="pain" title={t("pain.title")} actions={actions}>
        <PainScale value={pain} onChange={setPain} />
        <p class="pain-word" role="status">
          {pain === null ? "\u00a0" : t(`pain.words.${pain}`)}
        </p>
        {over && (
          <div class="banner banner-alert" role="alert">
            <p>{t("pain.overLimit")}</p>
          </div>
        )}
      </Screen>
    );
  }
  const send = () => props.onAnswers({ pain, effort, felt_wrong: felt ?? [], note: note.trim() });
  const actions = (
    <>
      <Button action="next" kind="primary" onClick={send}>
        {t("common.continue")}
      </Button>
      <Button action="back" kind="quiet" onClick={() => setStep("pain")}>
        {t("common.back")}
      </Button>
    </>
  );
  return (
    <Screen key="effort" name="effort" title={t("effort.title")} actions={actions}>
      <EffortStep
        effort={effort}
        onEffort={setEffort}
        felt={felt}
        onFelt={setFelt}
        note={note}
        onNote={setNote}
      />
    </Screen>
  );
}
