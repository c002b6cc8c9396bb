import type { ExerciseSession } from "../../recording/exercise-session-types";

/** Performance marks that tests and benchmarks read. */
export const MARKS = {
  opened: "plumbline:exercise-opened",
  detectorReady: "plumbline:detector-ready",
  cameraOpened: "plumbline:camera-opened",
  firstPose: "plumbline:first-pose",
  recordingStarted: "plumbline:recording-started",
  recordingStopped: "plumbline:recording-stopped",
} as const;

/** Sets the marks of one session as its camera, first pose and recordings come; returns how to stop. */
export function markSession(session: ExerciseSession): () => void {
  let camera = false;
  let recording = false;
  const stopFrames = session.onFrame(({ pose }) => {
    if (pose === null) return;
    performance.mark(MARKS.firstPose);
    stopFrames();
  });
  const stopViews = session.subscribe((view) => {
    if (!camera && view.camera === "on") {
      camera = true;
      performance.mark(MARKS.cameraOpened);
    }
    const performing = view.session.phase.name === "perform";
    if (performing !== recording) {
      recording = performing;
      performance.mark(performing ? MARKS.recordingStarted : MARKS.recordingStopped);
    }
  });
  return () => {
    stopFrames();
    stopViews();
  };
}
