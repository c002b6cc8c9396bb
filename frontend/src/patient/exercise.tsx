import { createDetector } from "../pose/create-detector";
import { EarlyDetector } from "../pose/early-detector";
import { createExerciseSession } from "../recording/exercise-session";
import { openUploadQueue } from "../recording/upload-queue";
import { ExerciseApp } from "./exercise/exercise-app";
import { MARKS } from "./exercise/marks";
import { warmUp } from "./home/warm-up";
import { isControlled } from "./offline/register";
import { startPage } from "./start-page";

performance.mark(MARKS.opened);
/** A page that opened before its service worker did has the detector's files in no cache of its own. */
const controlledFromStart = isControlled();

// Ready, if all goes well, before the patient has read what to do and lets the camera on.
const detector = new EarlyDetector(
  (onProgress) => createDetector({ onProgress }),
  () => {
    performance.mark(MARKS.detectorReady);
    if (!controlledFromStart) void warmUp(new AbortController().signal);
  },
);

startPage((api, addresses) => (
  <ExerciseApp
    api={api}
    addresses={addresses}
    openQueue={openUploadQueue}
    openSession={(options) => createExerciseSession({ ...options, detector })}
  />
));
