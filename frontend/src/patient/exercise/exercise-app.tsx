import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SetPlan } from "../../recording/session-types";
import type { UploadQueue } from "../../recording/upload-types";
import type { Addresses, PatientApi } from "../api/client";
import type { Today } from "../api/types";
import { PageFrame } from "../parts/page-frame";
import { Screen } from "../parts/screen";
import { useQueue } from "../parts/use-uploads";
import { VoiceToggle } from "../parts/voice-toggle";
import { doneSetsOf } from "../plan/done-sets";
import { noteRepeat, takeRepeat } from "../plan/repeat";
import { sessionPlan } from "../plan/session-plan";
import { CameraStage } from "../stage/camera-stage";
import { language, t } from "../text/i18n";
import { Tick } from "../voice/tick";
import { Voice } from "../voice/voice";
import { PhaseScreen } from "./phase-screen";
import { ProblemScreen } from "./problem-screen";
import { SafetyScreen } from "./safety-screen";
import { type OpenSession, useSession } from "./use-session";
import { useToday } from "./use-today";

export interface ExerciseAppProps {
  readonly api: PatientApi;
  readonly addresses: Addresses;
  readonly openQueue: () => Promise<UploadQueue>;
  readonly openSession: OpenSession;
}

const ON_STAGE: readonly string[] = ["place", "countdown", "perform"];

/** Today's exercises, one after the other; back to the list when there is nothing to do. */
export function ExerciseApp(props: ExerciseAppProps): JSX.Element {
  const state = useToday(props.api);
  useEffect(() => {
    if (state.kind === "away") location.replace(props.addresses.home);
  }, [state.kind]);
  if (state.kind === "ready") return <Exercise {...props} today={state.today} />;
  return (
    <PageFrame synthetic={false}>
      <Screen name="link" title={t("common.loading")}>
        <span class="skeleton skeleton-line" />
        <span class="skeleton skeleton-block" />
      </Screen>
    </PageFrame>
  );
}

function planOf(today: Today) {
  const limit = today.prescription?.pain_stop_limit ?? null;
  const doneHere = doneSetsOf(localStorage, today.today);
  return takeRepeat(sessionStorage, limit) ?? sessionPlan(today, doneHere);
}

function Exercise(props: ExerciseAppProps & { readonly today: Today }): JSX.Element | null {
  const { today, addresses } = props;
  const video = useRef<HTMLVideoElement>(null);
  const plan = useMemo(() => planOf(today), [today]);
  const queuePromise = useMemo(() => props.openQueue(), []);
  const queue = useQueue(() => queuePromise);
  const voice = useMemo(() => new Voice(language(), localStorage), []);
  const tick = useMemo(() => new Tick(), []);
  const prescriptionId = today.prescription?.id ?? "";
  const { openSession } = props;
  const handle = useSession({ video, plan, prescriptionId, queue: queuePromise, openSession });
  const phase = handle.view?.session.phase.name ?? null;
  const onStage = phase !== null && ON_STAGE.includes(phase);
  const [covered, setCovered] = useState(false);
  const visible = onStage && !covered;
  useEffect(() => {
    document.documentElement.dataset.stage = visible ? "on" : "off";
  }, [visible]);

  const goHome = () => location.assign(addresses.home);
  const nothingToDo = plan.sets.length === 0;
  useEffect(() => {
    if (nothingToDo) location.replace(addresses.home);
  }, [nothingToDo]);
  if (nothingToDo) return null;

  const start = () => {
    voice.unlock();
    tick.unlock();
    handle.start();
  };
  const again = (set: SetPlan) => {
    noteRepeat(sessionStorage, set);
    location.reload();
  };
  const items = today.items.filter((item) => plan.sets.some((set) => set.itemId === item.id));
  return (
    <PageFrame synthetic={today.patient.is_synthetic} tools={<VoiceToggle voice={voice} />}>
      <CameraStage video={video} session={handle.session} visible={visible} />
      {handle.storageFailed ? (
        <ProblemScreen
          code="storage"
          passedOver={[]}
          clinic={today.clinic}
          deviceCheck={addresses.deviceCheck}
          onRetry={start}
          onManual={null}
        />
      ) : handle.session === null || handle.view === null ? (
        <SafetyScreen
          items={items}
          busy={handle.starting}
          deviceCheck={addresses.deviceCheck}
          onAllow={start}
        />
      ) : (
        <PhaseScreen
          api={props.api}
          today={today}
          deviceCheck={addresses.deviceCheck}
          session={handle.session}
          view={handle.view}
          queue={queue}
          voice={voice}
          tick={tick}
          onCover={setCovered}
          onHome={goHome}
          onAgain={again}
        />
      )}
    </PageFrame>
  );
}
