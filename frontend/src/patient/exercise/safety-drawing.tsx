import type { JSX } from "preact";
import { Figure } from "../figure/figure";
import { movementOf } from "../figure/movements";
import { t } from "../text/i18n";

const STANDING = movementOf("").pose(0, null);

/** Where the phone stands: two to three metres away, at the height of the hips. */
export function SafetyDrawing(): JSX.Element {
  return (
    <div class="room" role="img" aria-label={t("safety.drawing")}>
      <svg class="room-phone" viewBox="0 0 66 100" aria-hidden="true">
        <path class="room-furniture" d="M3 53h58M10 53v45M54 53v45" />
        <path class="room-book" d="M15 52l7-21 6 2-6 19z" />
        <rect
          class="room-device"
          x="31"
          y="24"
          width="14"
          height="27"
          rx="2.5"
          transform="rotate(-11 38 38)"
        />
        <path class="room-view" d="M47 33L66 22M48 40L66 46" />
      </svg>
      <div class="room-distance" aria-hidden="true">
        <span>{t("safety.metres")}</span>
        <span class="room-measure" />
      </div>
      <div class="room-person">
        <Figure pose={STANDING} view="front" cropped />
      </div>
    </div>
  );
}
