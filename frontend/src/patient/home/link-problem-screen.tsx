import type { JSX } from "preact";
import type { Clinic } from "../api/types";
import { Button } from "../parts/button";
import { CallClinic } from "../parts/call-clinic";
import { Screen } from "../parts/screen";
import { hasText, t } from "../text/i18n";

/** Why the exercises cannot be shown: the server's code, or one of our own. */
export interface LinkProblem {
  readonly code: string;
  readonly clinic: Clinic | null;
}

const WORTH_TRYING: readonly string[] = ["offline", "server"];

/** What happened, what it means, whom to call. */
export function LinkProblemScreen(props: {
  readonly problem: LinkProblem;
  readonly onRetry: () => void;
}): JSX.Element {
  const { code, clinic } = props.problem;
  const known = hasText(`linkProblem.${code}.title`) ? code : "server";
  return (
    <Screen name="link-problem" title={t(`linkProblem.${known}.title`)}>
      <p class="lead" data-problem={code}>
        {t(`linkProblem.${known}.text`)}
      </p>
      {WORTH_TRYING.includes(known) && (
        <Button action="retry" kind="primary" onClick={props.onRetry}>
          {t("common.tryAgain")}
        </Button>
      )}
      <CallClinic clinic={clinic} />
    </Screen>
  );
}
