import type { JSX } from "preact";
import { Button } from "../../patient/parts/button";
import { t } from "../../patient/text/i18n";
import type { ModelName, RuntimeName } from "../../pose/detector";
import { PREFERRED } from "../../pose/runtime-search";
import type { CheckView } from "../check-view";
import { fastest, MODELS, resultOf } from "../trials/trial-table";
import { trialWords } from "./words";

interface OneProps {
  readonly runtime: RuntimeName;
  readonly model: ModelName;
  readonly view: CheckView;
}

function One({ runtime, model, view }: OneProps): JSX.Element {
  const { trials, trying } = view;
  const result = resultOf(trials, { runtime, model });
  const now = trying?.runtime === runtime && trying.model === model;
  const best = !now && fastest(trials, model) === runtime;
  const state = result?.kind === "failed" ? result.reason : (result?.kind ?? "none");
  return (
    <div>
      <dt>{t(`device.modelName.${model}`)}</dt>
      <dd data-trial={`${runtime} ${model}`} data-result={state}>
        {now ? t("device.trial.now") : trialWords(result)}
        {best && <strong> {t("device.trial.fastest")}</strong>}
      </dd>
    </div>
  );
}

/** How every runtime did on the known picture, with both networks. */
export function Trials(props: {
  readonly view: CheckView;
  readonly onTryAll: () => void;
  readonly onStop: () => void;
}): JSX.Element {
  const { view } = props;
  const { tried, phase } = view;
  return (
    <section class="stack" aria-labelledby="trials-title">
      <h3 id="trials-title">{t("device.trial.title")}</h3>
      <p>{t("device.trial.what")}</p>
      <div class="grid">
        {PREFERRED.map((runtime) => (
          <section key={runtime} class="check-trial">
            <h4>{t(`device.runtime.${runtime}`)}</h4>
            <dl class="facts check-facts">
              {MODELS.map((model) => (
                <One key={model} runtime={runtime} model={model} view={view} />
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div class="row no-print">
        {phase === "trying" ? (
          <Button action="stop-trying" onClick={props.onStop}>
            {t("device.trial.stop")}
          </Button>
        ) : (
          <Button action="try-all" disabled={phase !== "running"} onClick={props.onTryAll}>
            {t("device.trial.all")}
          </Button>
        )}
        {tried !== null && <span>{t("device.trial.progress", tried)}</span>}
      </div>
    </section>
  );
}
