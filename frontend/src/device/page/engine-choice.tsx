import type { JSX } from "preact";
import { Button } from "../../patient/parts/button";
import { t } from "../../patient/text/i18n";
import { PREFERRED } from "../../pose/runtime-search";
import type { CheckView } from "../check-view";
import { MODELS, type Pairing, resultOf } from "../trials/trial-table";
import { trialWords } from "./words";

interface OptionProps {
  readonly group: string;
  readonly value: string;
  readonly chosen: boolean;
  readonly disabled: boolean;
  readonly label: string;
  readonly onChoose: () => void;
}

function Option(props: OptionProps): JSX.Element {
  return (
    <label class="check">
      <input
        type="radio"
        name={props.group}
        value={props.value}
        checked={props.chosen}
        disabled={props.disabled}
        onChange={props.onChoose}
      />
      <span>{props.label}</span>
    </label>
  );
}

/** Why what was asked for last does not run. */
function Refused({ view }: { readonly view: CheckView }): JSX.Element {
  const { refused, trials } = view;
  const words = refused === null ? "" : trialWords(resultOf(trials, refused));
  return (
    <p role="status" data-refused={refused?.runtime}>
      {refused !== null && `${t(`device.runtime.${refused.runtime}`)}: ${words}`}
    </p>
  );
}

/** Which network on which runtime, changed while the camera runs, and whether that stays so. */
export function EngineChoice(props: {
  readonly view: CheckView;
  readonly onSwitch: (pairing: Pairing) => void;
  readonly onKeep: () => void;
  readonly onAutomatic: () => void;
}): JSX.Element {
  const { view, onSwitch } = props;
  // What is on its way is shown as chosen; where it fails, the one before is again.
  const chosen = view.phase === "switching" ? (view.trying ?? view.current) : view.current;
  const busy = view.phase !== "running";
  // Not while another starts: a control that is turned off loses the focus of whoever uses keys.
  const disabled = chosen === null || (busy && view.phase !== "switching");
  const change = (part: Partial<Pairing>) => chosen !== null && onSwitch({ ...chosen, ...part });
  return (
    <section class="stack no-print" aria-labelledby="choice-title" data-engine={view.phase}>
      <h3 id="choice-title">{t("device.choice.title")}</h3>
      <div class="grid">
        <fieldset>
          <legend class="label">{t("device.choice.model")}</legend>
          {MODELS.map((model) => (
            <Option
              key={model}
              group="model"
              value={model}
              chosen={chosen?.model === model}
              disabled={disabled}
              label={t(`device.model.${model}`)}
              onChoose={() => change({ model })}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend class="label">{t("device.choice.runtime")}</legend>
          {PREFERRED.map((runtime) => (
            <Option
              key={runtime}
              group="runtime"
              value={runtime}
              chosen={chosen?.runtime === runtime}
              disabled={disabled}
              label={t(`device.runtime.${runtime}`)}
              onChoose={() => change({ runtime })}
            />
          ))}
        </fieldset>
      </div>
      <Refused view={view} />
      <p data-by-hand={String(view.byHand)}>
        {t(view.byHand ? "device.choice.byHand" : "device.choice.automatic")}
      </p>
      <div class="row">
        <Button action="keep-choice" disabled={busy} onClick={props.onKeep}>
          {t("device.choice.keep")}
        </Button>
        <Button action="choose-automatically" disabled={busy} onClick={props.onAutomatic}>
          {t("device.choice.choose")}
        </Button>
      </div>
    </section>
  );
}
