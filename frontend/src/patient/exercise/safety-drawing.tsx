import type { JSX } from "preact";
import { Figure } from "../figure/figure";
import { movementOf } from "../figure/movements";
import { t } from "../text/i18n";

const STANDING = movementOf("").pose(0, null);

/** Where the phone stands: two to three metres away, at the height of the hips. */
export function SafetyDrawing(): JSX.Element {
  return (
    <div class="room" role="img" aria-label={t("safety.drawing")}>
      <svg class="room-phone" viewBox="0 0 90 100" aria-hidden="true">
        <path class="room-furniture" d="M12 58h70M20 58v39M74 58v39" />
        <path class="room-book" d="M30 57l6-24 7 2-5 22z" />
        <rect
          class="room-device"
          x="45"
          y="27"
          width="17"
          height="31"
          rx="3"
          transform="rotate(-9 53 42)"
        />
        <circle class="room-lens" cx="54" cy="33" r="1.8" />
      </svg>
      <div class="room-distance" aria-hidden="true">
        <svg viewBox="0 0 120 16" preserveAspectRatio="none" aria-hidden="true">
          <path d="M3 8h114" />
        </svg>
        <span>{t("safety.metres")}</span>
      </div>
      <div class="room-person">
        <Figure pose={STANDING} view="front" />
      </div>
    </div>
  );
}
