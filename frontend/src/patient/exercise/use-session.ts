import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type {
  ExerciseSession,
  ExerciseSessionOptions,
  ExerciseView,
} from "../../recording/exercise-session-types";
import type { SessionPlan } from "../../recording/session-types";
import type { UploadQueue } from "../../recording/upload-types";
import { markSession } from "./marks";

/** Makes a session that has not yet asked for the camera. */
export type OpenSession = (options: Omit<ExerciseSessionOptions, "detector">) => ExerciseSession;

/** The session once the camera was asked for, and what it shows now. */
export interface SessionHandle {
  readonly session: ExerciseSession | null;
  readonly view: ExerciseView | null;
  readonly starting: boolean;
  /** Nothing can be kept on this device, so nothing can be recorded. */
  readonly storageFailed: boolean;
  start(): void;
}

export interface SessionSetup {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly plan: SessionPlan;
  readonly prescriptionId: string;
  readonly queue: Promise<UploadQueue>;
  readonly openSession: OpenSession;
}

/** Opens the session from a tap, and closes it when the page goes away. */
export function useSession(setup: SessionSetup): SessionHandle {
  const [session, setSession] = useState<ExerciseSession | null>(null);
  const [view, setView] = useState<ExerciseView | null>(null);
  const [starting, setStarting] = useState(false);
  const [storageFailed, setStorageFailed] = useState(false);

  const open = async () => {
    const video = setup.video.current;
    if (video === null) return;
    const { plan, prescriptionId } = setup;
    const queue = await setup.queue;
    const opened = setup.openSession({ video, plan, prescriptionId, queue });
    setSession(opened);
    await opened.open();
  };
  const start = () => {
    setStarting(true);
    setStorageFailed(false);
    open()
      .catch(() => setStorageFailed(true))
      .finally(() => setStarting(false));
  };

  useEffect(() => {
    if (session === null) return;
    const close = () => void session.close();
    const stopMarks = markSession(session);
    const stopViews = session.subscribe(setView);
    addEventListener("pagehide", close);
    return () => {
      stopMarks();
      stopViews();
      removeEventListener("pagehide", close);
      close();
    };
  }, [session]);
  return { session, view, starting, storageFailed, start };
}
