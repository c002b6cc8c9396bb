import { createExerciseSession } from "../recording/exercise-session";
import { openUploadQueue } from "../recording/upload-queue";
import { ExerciseApp } from "./exercise/exercise-app";
import { MARKS } from "./exercise/marks";
import { startPage } from "./start-page";

performance.mark(MARKS.opened);

startPage((api, addresses) => (
  <ExerciseApp
    api={api}
    addresses={addresses}
    openQueue={openUploadQueue}
    openSession={createExerciseSession}
  />
));
