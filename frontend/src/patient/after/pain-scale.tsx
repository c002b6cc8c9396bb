import type { JSX } from "preact";
import { t } from "../text/i18n";
import { Face } from "./face";

const NUMBERS = Array.from({ length: 11 }, (_, index) => index);

/** Pain from 0 to 10 as faces and numbers; arrow keys move as in any radio group. */
export function PainScale(props: {
  readonly value: number | null;
  readonly onChange: (pain: number) => void;
}): JSX.Element {
  return (
    <fieldset class="pain-scale">
      <legend class="visually-hidden">{t("pain.legend")}</legend>
      <div class="pain-choices">
        {NUMBERS.map((pain) => (
          <label key={pain} class="pain-choice" data-pain={pain}>
            <input
              type="radio"
              name="pain"
              value={pain}
              checked={props.value === pain}
              onChange={() => props.onChange(pain)}
              aria-label={`${pain}: ${t(`pain.words.${pain}`)}`}
            />
            <Face pain={pain} />
            <span aria-hidden="true">{pain}</span>
          </label>
        ))}
      </div>
      <p class="pain-ends" aria-hidden="true">
        <span>{t("pain.none")}</span>
        <span>{t("pain.worst")}</span>
      </p>
    </fieldset>
  );
}
