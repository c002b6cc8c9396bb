import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ExerciseSession, ExerciseView } from "../../recording/exercise-session-types";
import { currentSet } from "../../recording/session";
import type { SetPlan } from "../../recording/session-types";
import type { Answers, StopReason, UploadQueue } from "../../recording/upload-types";
import { type AdviceKind, AdviceScreen } from "../after/advice-screen";
import { AfterScreen } from "../after/after-screen";
import { DoneScreen } from "../after/done-screen";
import { RestScreen } from "../after/rest-screen";
import type { PatientApi } from "../api/client";
import type { Today } from "../api/types";
import { useQueueView } from "../parts/use-uploads";
import { noteSetDone } from "../plan/done-sets";
import { CountdownScreen } from "../stage/countdown-screen";
import { PerformScreen } from "../stage/perform-screen";
import { PlaceScreen } from "../stage/place-screen";
import { t } from "../text/i18n";
import type { Tick } from "../voice/tick";
import type { Voice } from "../voice/voice";
import { LearnScreen } from "./learn-screen";
import { type ByHand, ManualScreen } from "./manual-screen";
import { ProblemScreen } from "./problem-screen";
import { useBackGuard } from "./use-back-guard";

export interface PhaseScreenProps {
  readonly api: PatientApi;
  readonly today: Today;
  /** The address of the device check. */
  readonly deviceCheck: string;
  readonly session: ExerciseSession;
  readonly view: ExerciseView;
  readonly queue: UploadQueue | null;
  readonly voice: Voice;
  readonly tick: Tick;
  /** Something lies over the camera's picture. */
  readonly onCover: (covered: boolean) => void;
  readonly onHome: () => void;
  readonly onAgain: (set: SetPlan) => void;
}

/** Stops that have to do with how the patient feels, and the advice for each. */
const ADVICE: Partial<Record<StopReason, AdviceKind>> = {
  pain: "stopPain",
  dizzy: "dizzy",
  unwell: "unwell",
};

/** The step back that the browser's back button stands for in each phase. */
function goBack(props: PhaseScreenProps, askStop: () => void): void {
  const { session } = props;
  switch (props.view.session.phase.name) {
    case "learn":
    case "done":
    case "problem":
      props.onHome();
      return;
    case "place":
      session.send({ type: "show_again" });
      return;
    case "countdown":
      session.send({ type: "stop", reason: "patient" });
      return;
    case "perform":
      askStop();
      return;
    case "after":
    case "rest":
      return;
  }
}

/** A finished set is written down at once, so that a reload does not ask for it again. */
function useLedger(props: PhaseScreenProps, set: SetPlan | null): void {
  const { phase } = props.view.session;
  const recorded = phase.name === "after";
  useEffect(() => {
    if (!recorded || set === null) return;
    noteSetDone(localStorage, props.today.today, set.itemId, set.setNumber);
    props.voice.say(t("perform.finished"));
  }, [recorded]);
}

/** The screen of the session's phase. */
export function PhaseScreen(props: PhaseScreenProps): JSX.Element | null {
  const { session, view, today, voice } = props;
  const { phase } = view.session;
  const set = currentSet(view.session);
  const item = today.items.find(({ id }) => id === set?.itemId) ?? null;
  const queueView = useQueueView(props.queue);
  const [manual, setManual] = useState(false);
  const [advice, setAdvice] = useState<AdviceKind | null>(null);
  const [asking, setAsking] = useState(false);
  const covered = manual || advice !== null;
  useEffect(() => props.onCover(covered), [covered]);
  useLedger(props, set);
  const askStop = () => setAsking(true);
  useBackGuard(true, () => (covered ? undefined : goBack(props, askStop)));

  const stop = (reason: StopReason) => {
    setAsking(false);
    session.send({ type: "stop", reason });
  };
  const answer = (answers: Answers) => {
    if (phase.name === "after") setAdvice(ADVICE[phase.stopReason] ?? null);
    void session.answer(answers);
  };
  const end = () => {
    setAdvice(null);
    session.send({ type: "end_session" });
  };
  const save = (entry: ByHand) => {
    setManual(false);
    if (set !== null) noteSetDone(localStorage, today.today, set.itemId, set.setNumber);
    void session.enterByHand({
      ...entry,
      reason: phase.name === "problem" ? phase.code : "patient",
    });
  };

  if (phase.name === "done" && phase.ended !== "pain_limit" && advice === null) {
    return <Done {...props} queueView={queueView} ended={phase.ended} />;
  }
  if (phase.name === "done" && phase.ended === "pain_limit") {
    return <Done {...props} queueView={queueView} ended="pain_limit" />;
  }
  if (advice !== null && phase.name !== "after") {
    const goOn = () => setAdvice(null);
    return <AdviceScreen kind={advice} clinic={today.clinic} onEnd={end} onGoOn={goOn} />;
  }
  if (set === null || item === null) return null;
  if (manual) return <ManualScreen set={set} onSave={save} onBack={() => setManual(false)} />;
  switch (phase.name) {
    case "learn":
      return (
        <LearnScreen
          key={set.itemId}
          set={set}
          item={item}
          view={view}
          voice={voice}
          onReady={() => session.send({ type: "learned" })}
          onManual={() => setManual(true)}
        />
      );
    case "place":
      return (
        <PlaceScreen
          set={set}
          phase={phase}
          view={view}
          voice={voice}
          onAnyway={() => session.send({ type: "continue_anyway" })}
          onBack={() => session.send({ type: "show_again" })}
        />
      );
    case "countdown":
      return <CountdownScreen remainingS={phase.remainingS} voice={voice} />;
    case "perform":
      return (
        <PerformScreen
          set={set}
          phase={phase}
          session={session}
          voice={voice}
          tick={props.tick}
          asking={asking}
          onAsk={setAsking}
          onStop={stop}
        />
      );
    case "after":
      return (
        <AfterScreen
          key={`${set.itemId}-${set.setNumber}`}
          painStopLimit={view.session.plan.painStopLimit}
          onAnswers={answer}
        />
      );
    case "rest":
      return (
        <RestScreen
          next={set}
          restS={restBefore(view)}
          remainingS={phase.remainingS}
          voice={voice}
          onSkip={() => session.send({ type: "skip_rest" })}
          onEnd={end}
        />
      );
    case "problem":
      return (
        <ProblemScreen
          code={phase.code}
          passedOver={view.passedOver}
          clinic={today.clinic}
          deviceCheck={props.deviceCheck}
          onRetry={() => session.send({ type: "retry" })}
          onManual={() => setManual(true)}
        />
      );
    case "done":
      return null;
  }
}

/** The rest belongs to the set before it. */
function restBefore(view: ExerciseView): number {
  return view.session.plan.sets[view.session.setIndex - 1]?.restS ?? 0;
}

function Done(
  props: PhaseScreenProps & {
    readonly queueView: ReturnType<typeof useQueueView>;
    readonly ended: "complete" | "pain_limit" | "patient";
  },
): JSX.Element {
  return (
    <DoneScreen
      ended={props.ended}
      clinic={props.today.clinic}
      api={props.api}
      assessmentId={props.session.assessmentId}
      plan={props.view.session.plan.sets}
      queue={props.queueView}
      onHome={props.onHome}
      onAgain={props.onAgain}
    />
  );
}
