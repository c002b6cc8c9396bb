import type { JSX } from "preact";
import { Button } from "../parts/button";
import { t } from "../text/i18n";

/** Steps of the 0-10 effort scale that have words (after Borg's CR10). */
export const EFFORTS = [0, 1, 2, 3, 5, 7, 10] as const;
export const FEELINGS = ["pain", "dizzy", "unsteady", "breath", "tingling", "equipment"] as const;

export interface EffortStepProps {
  readonly effort: number | null;
  readonly onEffort: (effort: number) => void;
  /** `null` until "something felt wrong" is opened. */
  readonly felt: readonly string[] | null;
  readonly onFelt: (felt: readonly string[]) => void;
  readonly note: string;
  readonly onNote: (note: string) => void;
}

function Effort(props: EffortStepProps): JSX.Element {
  return (
    <fieldset class="choice-list">
      <legend class="visually-hidden">{t("effort.legend")}</legend>
      {EFFORTS.map((effort) => (
        <label key={effort} class="choice" data-effort={effort}>
          <input
            type="radio"
            name="effort"
            value={effort}
            checked={props.effort === effort}
            onChange={() => props.onEffort(effort)}
          />
          <span class="choice-number" aria-hidden="true">
            {effort}
          </span>
          <span>{t(`effort.${effort}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Feelings(props: EffortStepProps & { readonly chosen: readonly string[] }): JSX.Element {
  const toggle = (feeling: string, on: boolean) =>
    props.onFelt(on ? [...props.chosen, feeling] : props.chosen.filter((one) => one !== feeling));
  return (
    <fieldset class="stack felt">
      <legend class="felt-title">{t("felt.title")}</legend>
      <div>
        {FEELINGS.map((feeling) => (
          <label key={feeling} class="check">
            <input
              type="checkbox"
              data-action={`felt-${feeling}`}
              checked={props.chosen.includes(feeling)}
              onChange={(event) => toggle(feeling, event.currentTarget.checked)}
            />
            <span>{t(`felt.${feeling}`)}</span>
          </label>
        ))}
      </div>
      <div class="field">
        <label for="note">{t("felt.note")}</label>
        <textarea
          class="textarea"
          id="note"
          maxLength={1000}
          value={props.note}
          onInput={(event) => props.onNote(event.currentTarget.value)}
        />
      </div>
    </fieldset>
  );
}

/** How hard it was, and whether something felt wrong. */
export function EffortStep(props: EffortStepProps): JSX.Element {
  return (
    <>
      <Effort {...props} />
      {props.felt === null ? (
        <Button action="felt-wrong" onClick={() => props.onFelt([])}>
          {t("felt.open")}
        </Button>
      ) : (
        <Feelings {...props} chosen={props.felt} />
      )}
    </>
  );
}
