import type { JSX } from "preact";
import { language, t } from "../text/i18n";
import { Icon } from "./icons";

/** The way to the device check, which needs the server: nothing where there is no network. */
export function CheckDevice(props: { readonly address: string }): JSX.Element | null {
  if (!navigator.onLine) return null;
  return (
    <a class="btn" data-action="check-device" href={`${props.address}?language=${language()}`}>
      <Icon name="camera" />
      {t("problem.check")}
    </a>
  );
}
