import type { JSX } from "preact";
import type { ExerciseView } from "../../recording/exercise-session-types";
import type { ProblemCode } from "../../recording/session-types";
import type { Clinic } from "../api/types";
import { Button } from "../parts/button";
import { CallClinic } from "../parts/call-clinic";
import { CheckDevice } from "../parts/check-device";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";

/** Why the camera cannot be used, what to try, and a way to do the day's work without it. */
export function ProblemScreen(props: {
  readonly code: ProblemCode;
  readonly passedOver: ExerciseView["passedOver"];
  readonly clinic: Clinic;
  /** The address of the device check. */
  readonly deviceCheck: string;
  readonly onRetry: () => void;
  /** `null` where nothing can be kept on this device. */
  readonly onManual: (() => void) | null;
}): JSX.Element {
  const detail = [props.code, ...props.passedOver.map((one) => `${one.runtime} ${one.reason}`)];
  const actions = (
    <>
      <Button action="retry" kind="primary" onClick={props.onRetry}>
        {t("common.tryAgain")}
      </Button>
      {props.onManual !== null && (
        <Button action="manual" onClick={props.onManual}>
          {t("problem.manual")}
        </Button>
      )}
    </>
  );
  return (
    <Screen name="camera-problem" title={t("problem.title")} actions={actions}>
      <p class="lead" data-problem={props.code}>
        {t(`problem.why.${props.code}`)}
      </p>
      <section class="stack" aria-labelledby="try-title">
        <h2 id="try-title">{t("problem.tryTitle")}</h2>
        <ol class="steps">
          {t(`problem.try.${props.code}`)
            .split("\n")
            .map((step) => (
              <li key={step}>{step}</li>
            ))}
        </ol>
      </section>
      {props.code !== "storage" && <CheckDevice address={props.deviceCheck} />}
      <CallClinic clinic={props.clinic} />
      <p class="fine-print">{t("problem.detail", { code: detail.join(", ") })}</p>
    </Screen>
  );
}
