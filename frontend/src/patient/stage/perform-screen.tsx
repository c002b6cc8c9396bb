import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { LiveCount } from "../../pose/calculators/live-count";
import type { PlacementCode } from "../../pose/calculators/placement-types";
import type { ExerciseSession } from "../../recording/exercise-session-types";
import type { Phase, SetPlan } from "../../recording/session-types";
import { Button } from "../parts/button";
import { Ring } from "../parts/ring";
import { Screen } from "../parts/screen";
import { t } from "../text/i18n";
import { CueScheduler } from "../voice/cue-scheduler";
import { spokenMs } from "../voice/spoken-length";
import type { Tick } from "../voice/tick";
import type { Voice } from "../voice/voice";
import { type CoachCue, coachCues, type Milestone, milestone, milestoneCue } from "./live-cue";
import { armMayStop, RaisedArmWatch } from "./raised-arm";
import { type ChosenStop, StopDialog } from "./stop-dialog";

export interface PerformScreenProps {
  readonly set: SetPlan;
  readonly phase: Extract<Phase, { name: "perform" }>;
  readonly session: ExerciseSession;
  readonly voice: Voice;
  readonly tick: Tick;
  /** The question why to stop is open; the back button opens it too. */
  readonly asking: boolean;
  readonly onAsk: (asking: boolean) => void;
  readonly onStop: (reason: ChosenStop | "patient") => void;
}

function milestoneText(found: Milestone): string {
  if (found.kind === "seconds_left") return t("perform.secondsLeft", { count: found.count });
  const number = t("perform.counted", { count: found.count });
  if (found.kind === "halfway") return `${number}. ${t("perform.halfway")}`;
  return found.kind === "last_one" ? `${number}. ${t("perform.lastOne")}` : number;
}

/** What applies now, most important first. */
function cuesNow(
  set: SetPlan,
  live: LiveCount | null,
  advice: readonly PlacementCode[],
): readonly CoachCue[] {
  return coachCues(set.protocol, live, set.seconds !== null, advice);
}

/** What is wrong with the picture while the exercise is done. */
function useAdvice(session: ExerciseSession): readonly PlacementCode[] {
  const [advice, setAdvice] = useState<readonly PlacementCode[]>([]);
  useEffect(
    () =>
      session.onFrame(({ placement }) => {
        setAdvice((before) =>
          before.join() === placement.advice.join() ? before : placement.advice,
        );
      }),
    [session],
  );
  return advice;
}

/** Says the counts and the cues, one at a time, and ticks at once for each repetition. */
function useCoach(props: PerformScreenProps, advice: readonly PlacementCode[]): void {
  const { set, phase, voice, tick } = props;
  const before = useRef<LiveCount | null>(null);
  const counted = useRef("");
  const scheduler = useRef(new CueScheduler());
  useEffect(() => {
    const go = t("countdown.go");
    voice.say(go);
    scheduler.current.occupy(performance.now() + spokenMs(go));
  }, []);
  useEffect(() => {
    const found = milestone(before.current, phase.live, set);
    before.current = phase.live;
    if (found !== null) {
      if (set.seconds === null) tick.play();
      counted.current = milestoneText(found);
    }
    const timed = cuesNow(set, phase.live, advice).map((cue) => ({
      ...cue,
      lengthMs: spokenMs(t(cue.textKey)),
    }));
    const count =
      found === null ? [] : [{ ...milestoneCue(found), lengthMs: spokenMs(counted.current) }];
    const said = scheduler.current.choose([...count, ...timed], performance.now(), voice.speaking);
    if (said !== null) voice.say(textOf(said.key, timed) ?? counted.current);
  }, [phase.live]);
}

function textOf(key: string, cues: readonly CoachCue[]): string | null {
  const cue = cues.find((one) => one.key === key);
  return cue === undefined ? null : t(cue.textKey);
}

/** How far the sign to stop has come, 0 to 1. */
function useRaisedArm(props: PerformScreenProps): number {
  const [share, setShare] = useState(0);
  useEffect(() => {
    if (!armMayStop(props.set.protocol)) return;
    const watch = new RaisedArmWatch();
    return props.session.onFrame(({ pose }) => {
      setShare(watch.update(pose?.keypoints ?? null, performance.now() / 1000));
    });
  }, [props.session, props.set]);
  useEffect(() => {
    if (share >= 1) props.onStop("patient");
  }, [share >= 1]);
  return share;
}

function Count(props: { readonly set: SetPlan; readonly live: LiveCount | null }): JSX.Element {
  const { set, live } = props;
  const isHold = set.seconds !== null;
  const value = isHold ? Math.floor(live?.holdingS ?? 0) : (live?.count ?? 0);
  const fill = isHold ? (live?.holdingS ?? 0) / (set.seconds ?? 1) : (live?.reachedRatio ?? 0);
  const goal = isHold
    ? t("perform.ofSeconds", { count: set.seconds ?? 0 })
    : set.repetitions === null
      ? t("perform.times")
      : t("perform.of", { count: set.repetitions });
  return (
    <Ring fill={fill} className="ring-count">
      <span class="count" role={isHold ? "timer" : "status"} data-count={value}>
        {value}
      </span>
      <span class="count-goal">{goal}</span>
    </Ring>
  );
}

/** The count or the timer very large, what still counts in three words, and a way to stop. */
export function PerformScreen(props: PerformScreenProps): JSX.Element {
  const { set, phase } = props;
  const advice = useAdvice(props.session);
  useCoach(props, advice);
  const arm = useRaisedArm(props);
  const cue = cuesNow(set, phase.live, advice)[0] ?? null;
  const title = t("perform.title", { title: set.title });
  return (
    <Screen name="perform" title={title} hideTitle className="on-stage">
      <p class="stage-words stage-cue" data-cue={cue?.key ?? ""}>
        {cue === null ? "\u00a0" : t(cue.textKey)}
      </p>
      <Count set={set} live={phase.live} />
      {arm > 0.1 && (
        <Ring fill={arm} className="ring-arm">
          <span>{t("perform.stop")}</span>
        </Ring>
      )}
      <div class="stage-foot">
        <Button action="stop" className="btn-stage btn-stop" onClick={() => props.onAsk(true)}>
          {t("perform.stop")}
        </Button>
        {armMayStop(set.protocol) && <p class="stage-hint">{t("perform.armHint")}</p>}
        <Button action="done" className="btn-stage" onClick={() => props.onStop("finished")}>
          {t("perform.done")}
        </Button>
      </div>
      {props.asking && <StopDialog onStop={props.onStop} onGoOn={() => props.onAsk(false)} />}
    </Screen>
  );
}
