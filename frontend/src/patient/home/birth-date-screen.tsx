import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Screen } from "../parts/screen";
import { firstText, language, t } from "../text/i18n";
import { type DateField, dateFieldOrder, parseBirthDate, type TypedDate } from "./birth-date";

/** Why the server did not take the date. */
export interface WrongDate {
  readonly attemptsLeft: number | null;
}

export interface BirthDateScreenProps {
  readonly wrong: WrongDate | null;
  readonly busy: boolean;
  readonly onDate: (iso: string) => void;
}

const AUTOCOMPLETE: Readonly<Record<DateField, string>> = {
  day: "bday-day",
  month: "bday-month",
  year: "bday-year",
};

function wrongText(wrong: WrongDate): string {
  return wrong.attemptsLeft === null
    ? t("birthDate.wrongUncounted")
    : t("birthDate.wrong", { count: wrong.attemptsLeft });
}

/** Three fields in the order of the language, forgiving in what they take. */
export function BirthDateScreen(props: BirthDateScreenProps): JSX.Element {
  const [typed, setTyped] = useState<TypedDate>({ day: "", month: "", year: "" });
  const [error, setError] = useState<{ readonly text: string; readonly field: DateField } | null>(
    null,
  );
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const parsed = parseBirthDate(typed, new Date(), language());
    if (parsed.ok) {
      setError(null);
      props.onDate(parsed.iso);
      return;
    }
    const { reason, field } = parsed;
    const keys = [`birthDate.error.${reason}.${field}`, `birthDate.error.${reason}`];
    setError({ field, text: firstText(keys) });
    form.current?.querySelector<HTMLInputElement>(`[name="${field}"]`)?.focus();
  };
  const message = error?.text ?? (props.wrong === null ? null : wrongText(props.wrong));
  return (
    <Screen name="birth-date" title={t("birthDate.title")}>
      <p class="lead">{t("birthDate.why")}</p>
      <form ref={form} class="stack stack-loose" noValidate onSubmit={submit}>
        <fieldset class="date-fields">
          <legend class="visually-hidden">{t("birthDate.title")}</legend>
          {dateFieldOrder(navigator.language || language()).map((field) => (
            <div key={field} class={`field date-${field}`}>
              <label for={field}>{t(`birthDate.${field}`)}</label>
              <input
                class="input"
                id={field}
                name={field}
                inputMode={field === "month" ? "text" : "numeric"}
                autoComplete={AUTOCOMPLETE[field]}
                maxLength={field === "month" ? 12 : 6}
                value={typed[field]}
                aria-invalid={error?.field === field}
                aria-describedby="date-hint date-error"
                onInput={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
              />
            </div>
          ))}
        </fieldset>
        <p class="muted" id="date-hint">
          {t("birthDate.yearHint")}
        </p>
        <p class="field-error" id="date-error" role="alert">
          {message}
        </p>
        <Button action="next" type="submit" kind="primary" disabled={props.busy}>
          {t("birthDate.open")}
        </Button>
      </form>
    </Screen>
  );
}
