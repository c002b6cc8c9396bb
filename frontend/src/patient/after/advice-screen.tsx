import type { JSX } from "preact";
import type { Clinic } from "../api/types";
import { Button } from "../parts/button";
import { CallClinic } from "../parts/call-clinic";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";

/** What to do after a stop that has to do with how the patient feels. */
export type AdviceKind = "stopPain" | "dizzy" | "unwell";

/** Sit down, whom to call, and the choice to end for today. */
export function AdviceScreen(props: {
  readonly kind: AdviceKind;
  readonly clinic: Clinic;
  readonly onEnd: () => void;
  readonly onGoOn: () => void;
}): JSX.Element {
  const actions = (
    <>
      <Button action="end" kind="primary" onClick={props.onEnd}>
        {t("advice.end")}
      </Button>
      <Button action="go-on" kind="quiet" onClick={props.onGoOn}>
        {t("advice.goOn")}
      </Button>
    </>
  );
  return (
    <Screen name="advice" title={t(`advice.${props.kind}.title`)} actions={actions}>
      <p class="lead">{t(`advice.${props.kind}.text`)}</p>
      <CallClinic clinic={props.clinic} />
      <Emergency />
    </Screen>
  );
}

/** Signs that cannot wait for the clinic. */
export function Emergency(): JSX.Element {
  return (
    <div class="banner banner-alert">
      <p>{t("advice.emergency")}</p>
    </div>
  );
}
