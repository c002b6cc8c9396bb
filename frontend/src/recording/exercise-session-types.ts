import type { LiveCount } from "../pose/calculators/live-count";
import type { PlacementReport } from "../pose/calculators/placement-types";
import type { PassedOver, RuntimeName } from "../pose/detector";
import type { EarlyDetector } from "../pose/early-detector";
import type { FilteredPose, ImageSize } from "../pose/pose";
import type { SessionEvent, SessionPlan, SessionState } from "./session-types";
import type { Answers, ManualEntry, UploadQueue } from "./upload-types";

/** What changes seldom: re-render when it does. */
export interface ExerciseView {
  readonly session: SessionState;
  readonly camera: "off" | "starting" | "on" | "failed";
  readonly detector: "off" | "loading" | "ready" | "failed";
  /** 0 to 1 while the detector loads. */
  readonly detectorProgress: number;
  readonly runtime: RuntimeName | null;
  /** Runtimes that were tried first, and why they were not taken. */
  readonly passedOver: readonly PassedOver[];
  /** Id of the recording that is running, or that `answer` will belong to. */
  readonly recordingId: string | null;
}

/** What changes with every camera frame: draw it, do not render with it. */
export interface FrameView {
  /** Smoothed copy for the overlay, unmirrored; `null` while nobody is found. */
  readonly pose: FilteredPose | null;
  readonly image: ImageSize;
  readonly placement: PlacementReport;
  readonly live: LiveCount | null;
  /** Frames a second that the detector answers, over the last two seconds. */
  readonly framesPerSecond: number;
  readonly latencyMs: number;
}

export interface ExerciseSessionOptions {
  /** Shows the camera; muted, `playsinline`. Mirror it with CSS only. */
  readonly video: HTMLVideoElement;
  /** Starts with the page; the session takes it over. */
  readonly detector: EarlyDetector;
  readonly plan: SessionPlan;
  readonly prescriptionId: string;
  readonly queue: UploadQueue;
}

/** Events that the page sends; the rest come from the camera, the clock and the detector. */
export type PatientEvent =
  | Extract<
      SessionEvent,
      {
        type: "learned" | "show_again" | "stop" | "skip_rest" | "retry" | "end_session";
      }
    >
  | { readonly type: "continue_anyway" };

/**
 * One visit to the exercise page: camera, detector, session, recorder and queue behind one door.
 *
 * ```ts
 * const detector = new EarlyDetector((onProgress) => createDetector({ onProgress }));
 * const session = createExerciseSession({ video, detector, plan, prescriptionId, queue });
 * const opened = session.open();                  // from a tap
 * const stopViews = session.subscribe((view) => render(view));
 * const stopFrames = session.onFrame((frame) => drawOverlay(frame));
 * session.send({ type: "learned" });              // learn -> place; the rest runs by itself
 * session.send({ type: "stop", reason: "pain" }); // at any time
 * await session.answer({ pain: 2, effort: 4, felt_wrong: [], note: "" });
 * await session.close();
 * ```
 *
 * The camera starts with `open`, the detector before it or with it; a failure of either shows as
 * the phase `problem`. Pictures stay in the browser; raw keypoints go to the queue in chunks.
 */
export interface ExerciseSession {
  readonly assessmentId: string;
  /** Starts the camera and takes the detector. Resolves when the first pose has come or a problem is shown. */
  open(): Promise<void>;
  view(): ExerciseView;
  /** Calls at once, then at every change; returns how to stop. */
  subscribe(listener: (view: ExerciseView) => void): () => void;
  /** Calls with every answered camera frame; returns how to stop. */
  onFrame(listener: (frame: FrameView) => void): () => void;
  send(event: PatientEvent): void;
  /** In phase `after`: stores the answers for the set just done and goes on. */
  answer(answers: Answers): Promise<void>;
  /** In phase `problem`, `learn` or `place`: enters the set by hand and goes on. */
  enterByHand(
    entry: Pick<ManualEntry, "repetitions" | "seconds" | "pain" | "reason">,
  ): Promise<void>;
  /** Stops the camera, ends a running recording as `interrupted`, frees the detector. */
  close(): Promise<void>;
}
