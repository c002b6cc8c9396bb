import type { SetPlan } from "../../recording/session-types";
import type { QueueView, UploadItem } from "../../recording/upload-types";
import type { AssessmentOutcome, RecordingOutcome, RecordingState } from "../api/types";
import { firstText, t } from "../text/i18n";
import { resultSentence } from "./result-sentence";

/** One set on the page "Done". */
export interface DoneLine {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  /** What the patient can do about a set that could not be measured, or about answers that were lost. */
  readonly advice: string | null;
  readonly state: "sending" | "scoring" | "kept" | "final" | "refused";
  readonly set: SetPlan | null;
}

/** An abandoned recording is one that the server waits for, too: this device came back. */
const WAITING: readonly RecordingState[] = ["receiving", "queued", "scoring", "abandoned"];

/** The lines of this visit, in the order in which the sets were done. */
export function doneLines(
  assessmentId: string,
  plan: readonly SetPlan[],
  queue: QueueView | null,
  outcome: AssessmentOutcome | null,
): readonly DoneLine[] {
  const items = (queue?.items ?? []).filter((item) => item.assessmentId === assessmentId);
  return items.map((item) => {
    const set = plan.find((one) => one.itemId === item.itemId && one.setNumber === item.setNumber);
    const scored = outcome?.recordings.find(({ id }) => id === item.id) ?? null;
    const title =
      set === undefined
        ? ""
        : set.sets > 1
          ? t("done.set", { title: set.title, number: set.setNumber })
          : set.title;
    const words = wording(item, set?.protocol ?? "", scored);
    const advice = [words.advice, answersAdvice(item)].filter((one) => one !== null).join(" ");
    return { id: item.id, title, set: set ?? null, ...words, advice: advice || null };
  });
}

type Wording = Pick<DoneLine, "sentence" | "advice" | "state">;

function wording(item: UploadItem, protocol: string, scored: RecordingOutcome | null): Wording {
  const { status } = item;
  if (status.kind === "kept") return line(t("done.state.kept"), "kept");
  if (status.kind === "refused") return line(t("uploads.refused"), "refused");
  if (status.kind !== "sent") return line(t(`done.state.${status.kind}`), "sending");
  if (item.kind === "manual") return line(t("done.state.manual"), "final");
  if (scored === null || WAITING.includes(scored.state)) {
    return line(t("done.state.scoring"), "scoring");
  }
  if (scored.state === "parked") return line(t("done.state.parked"), "final");
  if (scored.state === "refused") {
    const { code = "other", advice = null } = scored.refusal ?? {};
    return { sentence: firstText([`refusal.${code}`, "refusal.other"]), advice, state: "refused" };
  }
  return line(resultSentence(protocol, scored.headline), "final");
}

function answersAdvice({ status }: UploadItem): string | null {
  const lost = status.kind === "sent" && status.answersRefused !== undefined;
  return lost ? t("done.answersRefused") : null;
}

function line(sentence: string, state: DoneLine["state"]): Wording {
  return { sentence, advice: null, state };
}

/** Whether the server could know more: something of this visit has arrived and has no score yet. */
export function isBeingScored(lines: readonly DoneLine[]): boolean {
  return lines.some(({ state }) => state === "scoring");
}
