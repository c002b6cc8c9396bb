import type { JSX } from "preact";
import type { Clinic } from "../api/types";
import { t } from "../text/i18n";
import { Icon } from "./icons";

/** A button that dials the clinic; words where it has no number. */
export function CallClinic(props: { readonly clinic: Clinic | null }): JSX.Element {
  const { clinic } = props;
  if (clinic === null || clinic.phone === "") return <p>{t("linkProblem.clinicInMessage")}</p>;
  return (
    <a class="btn" data-action="call" href={`tel:${clinic.phone.replace(/[^+\d]/g, "")}`}>
      <Icon name="phone" />
      {t("common.callClinic", { name: clinic.name, phone: clinic.phone })}
    </a>
  );
}
