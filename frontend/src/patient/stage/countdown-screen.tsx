import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Ring } from "../parts/ring";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";
import type { Voice } from "../voice/voice";

/** 3, 2, 1: seen from across the room, and said. */
export function CountdownScreen(props: {
  readonly remainingS: number;
  readonly voice: Voice;
}): JSX.Element {
  const seconds = Math.max(1, Math.ceil(props.remainingS));
  const within = seconds - props.remainingS;
  useEffect(() => {
    // Words beyond three would overlap: the voice says the last three numbers.
    props.voice.say(seconds <= 3 ? String(seconds) : t("countdown.title"));
  }, [seconds]);
  return (
    <Screen name="countdown" title={t("countdown.title")} hideTitle className="on-stage">
      <p class="stage-words">{t("countdown.title")}</p>
      <div class="stage-middle">
        <Ring fill={within} className="ring-huge">
          <span role="status">{seconds}</span>
        </Ring>
      </div>
    </Screen>
  );
}
