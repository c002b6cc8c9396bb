import type { JSX } from "preact";
import type { KeptReason, QueueView } from "../../recording/upload-types";
import { t } from "../text/i18n";
import { Icon } from "./icons";

/** What the patient is told about what is still on this device. */
export type UploadSummary =
  | { readonly kind: "empty" }
  | { readonly kind: "sent" }
  | { readonly kind: "sending"; readonly count: number }
  | { readonly kind: "kept"; readonly count: number; readonly reason: KeptReason }
  | { readonly kind: "refused" };

/** Sums up the queue in the one sentence that matters most. */
export function uploadSummary(view: QueueView): UploadSummary {
  const kept = view.items.filter(({ status }) => status.kind === "kept");
  const reason =
    view.blockedBy ?? kept.map(({ status }) => keptReason(status)).find((r) => r !== null);
  if (reason !== undefined && reason !== null) {
    return { kind: "kept", count: Math.max(view.waiting, 1), reason };
  }
  if (view.waiting > 0) return { kind: "sending", count: view.waiting };
  if (view.items.some(({ status }) => status.kind === "refused")) return { kind: "refused" };
  return view.items.length > 0 ? { kind: "sent" } : { kind: "empty" };
}

function keptReason(status: {
  readonly kind: string;
  readonly reason?: KeptReason;
}): KeptReason | null {
  return status.reason ?? null;
}

/** One line: sent, being sent, or kept on this device, and what to do about it. */
export function UploadLine(props: { readonly summary: UploadSummary }): JSX.Element {
  const { summary } = props;
  return (
    <div class="upload-line" role="status" data-uploads={summary.kind}>
      {summary.kind === "sent" && (
        <p>
          <Icon name="sent" />
          {t("uploads.sent")}
        </p>
      )}
      {summary.kind === "sending" && (
        <p>
          <Icon name="kept" />
          {t("uploads.sending", { count: summary.count })}
        </p>
      )}
      {summary.kind === "kept" && (
        <>
          <p>
            <Icon name="kept" />
            <strong>{t("uploads.kept", { count: summary.count })}</strong>
          </p>
          <p class="muted">{t(`uploads.reason.${summary.reason}`)}</p>
        </>
      )}
      {summary.kind === "refused" && <p>{t("uploads.refused")}</p>}
    </div>
  );
}
