import { createDetector } from "../pose/create-detector";
import { EarlyDetector } from "../pose/early-detector";
import { createExerciseSession } from "../recording/exercise-session";
import { openUploadQueue } from "../recording/upload-queue";
import { ExerciseApp } from "./exercise/exercise-app";
import { MARKS } from "./exercise/marks";
import { startPage } from "./start-page";

performance.mark(MARKS.opened);

// Ready, if all goes well, before the patient has read what to do and lets the camera on.
const detector = new EarlyDetector(
  (onProgress) => createDetector({ onProgress }),
  () => performance.mark(MARKS.detectorReady),
);

startPage((api, addresses) => (
  <ExerciseApp
    api={api}
    addresses={addresses}
    openQueue={openUploadQueue}
    openSession={(options) => createExerciseSession({ ...options, detector })}
  />
));
