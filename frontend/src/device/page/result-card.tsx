import type { JSX } from "preact";
import { t } from "../../patient/text/i18n";
import type { CheckView } from "../check-view";
import { verdictWords } from "./words";

const TONES: Readonly<Record<string, string>> = {
  good: "banner-accent",
  slow: "banner-notice",
  slow_model: "banner-notice",
  slow_camera: "banner-notice",
};

/** What happens before there is a verdict. */
function waiting({ phase, progress }: CheckView): string {
  switch (phase) {
    case "camera":
      return t("device.asking");
    case "engine":
    case "switching":
      return t("device.preparing", { percent: Math.round(progress * 100) });
    case "trying":
      return t("device.tryingAll");
    default:
      return t("device.measuring");
  }
}

function spelled(code: string): string {
  return code
    .split(" ")
    .map((group) => [...group].join(" "))
    .join(", ");
}

/** The verdict in one sentence, what to do, and the code to read out. */
export function ResultCard(props: { readonly view: CheckView }): JSX.Element {
  const { result } = props.view;
  const words = result === null ? null : verdictWords(result.verdict);
  return (
    <section class="stack check-result" aria-label={t("device.resultTitle")}>
      {/* What is read aloud as it changes: the verdict, and nothing that counts or moves. */}
      <div role="status">
        {words !== null && (
          <div
            class={`check-verdict banner ${TONES[result?.verdict ?? ""] ?? "banner-alert"}`}
            data-verdict={result?.verdict}
          >
            <p>
              <strong>{words.title}</strong>
            </p>
          </div>
        )}
      </div>
      {words === null ? (
        <p class="lead check-waiting" data-phase={props.view.phase}>
          {waiting(props.view)}
        </p>
      ) : (
        <ul class="plain-list hints">
          {words.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      )}
      {result !== null && (
        <div class="check-code">
          <h2>{t("device.code.title")}</h2>
          <p class="check-digits figures" data-code={result.code} aria-hidden="true">
            {result.code.split(" ").map((group, index) => (
              <span key={`${index}${group}`}>{group}</span>
            ))}
          </p>
          {/* For those who hear it: digit by digit, with a pause after each group. */}
          <p class="visually-hidden">{spelled(result.code)}</p>
          <p class="muted">{t("device.code.hint")}</p>
        </div>
      )}
    </section>
  );
}
