import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SetPlan } from "../../recording/session-types";
import { PainScale } from "../after/pain-scale";
import { Button } from "../parts/button";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";

/** What was done without the camera. */
export interface ByHand {
  readonly repetitions: number | null;
  readonly seconds: number | null;
  readonly pain: number | null;
}

const MOST = { repetitions: 200, seconds: 600 } as const;

/** A number with a large minus and plus, and a field for those who type. */
function Stepper(props: {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  const set = (value: number) => props.onChange(Math.min(props.most, Math.max(0, value)));
  return (
    <div class="field stepper-field">
      <label for="amount">{props.label}</label>
      <div class="stepper">
        <Button
          action="less"
          label={t("manual.less")}
          onClick={() => set(props.value - props.step)}
        >
          −
        </Button>
        <input
          class="input"
          id="amount"
          name="amount"
          inputMode="numeric"
          value={String(props.value)}
          onInput={(event) => set(Number(event.currentTarget.value.replace(/\D/g, "")))}
        />
        <Button
          action="more"
          label={t("manual.more")}
          onClick={() => set(props.value + props.step)}
        >
          +
        </Button>
      </div>
    </div>
  );
}

/** The day is not lost: what was done is told instead of measured. */
export function ManualScreen(props: {
  readonly set: SetPlan;
  readonly onSave: (entry: ByHand) => void;
  readonly onBack: () => void;
}): JSX.Element {
  const { set } = props;
  const isHold = set.seconds !== null;
  const [amount, setAmount] = useState(isHold ? (set.seconds ?? 0) : (set.repetitions ?? 0));
  const [pain, setPain] = useState<number | null>(null);
  const save = () =>
    props.onSave({ repetitions: isHold ? null : amount, seconds: isHold ? amount : null, pain });
  const actions = (
    <>
      <Button action="next" kind="primary" onClick={save}>
        {t("manual.save")}
      </Button>
      <Button action="back" kind="quiet" onClick={props.onBack}>
        {t("common.back")}
      </Button>
    </>
  );
  return (
    <Screen name="manual" title={t("manual.title")} actions={actions}>
      <p class="lead">{t("manual.text")}</p>
      <Stepper
        label={t(isHold ? "manual.seconds" : "manual.repetitions")}
        value={amount}
        most={isHold ? MOST.seconds : MOST.repetitions}
        step={isHold ? 5 : 1}
        onChange={setAmount}
      />
      <section class="stack" aria-labelledby="manual-pain">
        <h2 id="manual-pain">{t("pain.title")}</h2>
        <PainScale value={pain} onChange={setPain} />
      </section>
    </Screen>
  );
}
