import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Clinic } from "../api/types";
import { Button } from "../parts/button";
import { CallClinic } from "../parts/call-clinic";
import { Icon, type IconName } from "../parts/icons";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";
import { ConsentDrawing } from "./consent-drawing";

export interface ConsentScreenProps {
  readonly clinic: Clinic;
  /** The patient had agreed or declined before: the text is a newer one. */
  readonly changed: boolean;
  readonly onAgree: (research: boolean) => void;
  readonly busy: boolean;
}

const SENTENCES: readonly (readonly [IconName, string])[] = [
  ["lock", "consent.pictures"],
  ["dots", "consent.points"],
  ["person", "consent.therapist"],
];

/** What is shared, in three sentences and a drawing; care and research apart. */
export function ConsentScreen(props: ConsentScreenProps): JSX.Element {
  const [research, setResearch] = useState(false);
  const [declined, setDeclined] = useState(false);
  const actions = (
    <>
      <Button
        action="agree"
        kind="primary"
        disabled={props.busy}
        onClick={() => props.onAgree(research)}
      >
        {t("consent.agree")}
      </Button>
      <Button action="decline" kind="quiet" onClick={() => setDeclined(true)}>
        {t("consent.decline")}
      </Button>
    </>
  );
  return (
    <Screen name="consent" title={t("consent.title")} actions={actions}>
      {props.changed && <p class="lead">{t("consent.changed")}</p>}
      <ConsentDrawing />
      <ul class="plain-list promises">
        {SENTENCES.map(([icon, key]) => (
          <li key={key}>
            <Icon name={icon} />
            <span>{t(key)}</span>
          </li>
        ))}
      </ul>
      <p>{t("consent.care", { clinic: props.clinic.name })}</p>
      <label class="check card">
        <input
          type="checkbox"
          data-action="research"
          checked={research}
          onChange={(event) => setResearch(event.currentTarget.checked)}
        />
        <span>
          {t("consent.research")} <span class="muted">{t("consent.researchHint")}</span>
        </span>
      </label>
      <div role="status">
        {declined && (
          <div class="banner">
            <p>{t("consent.declined")}</p>
            <CallClinic clinic={props.clinic} />
          </div>
        )}
      </div>
    </Screen>
  );
}
