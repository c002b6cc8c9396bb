import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../parts/button";
import { t } from "../text/i18n";

export const STOP_REASONS = ["pain", "dizzy", "tired", "unwell", "finished"] as const;
export type ChosenStop = (typeof STOP_REASONS)[number];

/** Why the patient stops: one tap. Escape and "go on" return to the exercise. */
export function StopDialog(props: {
  readonly onStop: (reason: ChosenStop) => void;
  readonly onGoOn: () => void;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog stop-dialog"
      aria-labelledby="stop-title"
      onClose={props.onGoOn}
    >
      <div class="stack">
        <h2 id="stop-title">{t("stop.title")}</h2>
        {STOP_REASONS.map((reason) => (
          <Button
            key={reason}
            action={`stop-${reason}`}
            className="btn-wide btn-choice"
            onClick={() => props.onStop(reason)}
          >
            {t(`stop.${reason}`)}
          </Button>
        ))}
        <Button action="go-on" kind="quiet" onClick={props.onGoOn}>
          {t("stop.goOn")}
        </Button>
      </div>
    </dialog>
  );
}
