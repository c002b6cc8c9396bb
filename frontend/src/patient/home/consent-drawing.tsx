import type { JSX } from "preact";
import { Figure } from "../figure/figure";
import { movementOf } from "../figure/movements";
import { Icon } from "../parts/icons";
import { t } from "../text/i18n";

const EXAMPLE = movementOf("shoulder_abduction");
const POSE = EXAMPLE.pose(0.55, "left");

/** What stays and what is sent: a person on this device's screen, and 17 dots. */
export function ConsentDrawing(): JSX.Element {
  return (
    <div class="consent-drawing" role="img" aria-label={t("consent.drawing")}>
      <div class="consent-panel" aria-hidden="true">
        <div class="device">
          <Figure pose={POSE} view="front" cropped />
        </div>
        <span class="consent-caption">
          <Icon name="lock" />
          {t("consent.stays")}
        </span>
      </div>
      <svg class="consent-arrow" viewBox="0 0 40 24" aria-hidden="true">
        <path d="M2 12h34M27 4l9 8-9 8" />
      </svg>
      <div class="consent-panel" aria-hidden="true">
        <svg class="dots" viewBox="-20 -103 78 106" aria-hidden="true">
          <g transform="scale(-1 1)">
            {POSE.map((point, index) => (
              <circle key={index} cx={point.x * 100} cy={point.y * 100} r="2.6" />
            ))}
          </g>
        </svg>
        <span class="consent-caption">
          <Icon name="dots" />
          {t("consent.sent")}
        </span>
      </div>
    </div>
  );
}
