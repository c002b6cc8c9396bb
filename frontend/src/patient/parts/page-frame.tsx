import type { ComponentChildren, JSX } from "preact";
import { t } from "../text/i18n";

export interface PageFrameProps {
  readonly synthetic: boolean;
  readonly children: ComponentChildren;
  /** Stands at the end of the top bar. */
  readonly tools?: ComponentChildren;
}

/** The banner over synthetic data, the bar with the product's name, and a screen. */
export function PageFrame(props: PageFrameProps): JSX.Element {
  return (
    <>
      <header>
        {props.synthetic && <div class="banner-synthetic">{t("synthetic")}</div>}
        <div class="topbar patient-bar">
          <span class="wordmark">{t("product")}</span>
          <span class="patient-tools">{props.tools}</span>
        </div>
      </header>
      {props.children}
    </>
  );
}
