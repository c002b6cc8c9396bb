import { expect, it } from "vitest";
import { raw, standing } from "../../tests/body";
import type { SetPlan } from "./session-types";
import { SetRecording } from "./set-recording";
import type { RecordingEnd, RecordingFacts, UploadQueue } from "./upload-types";

/** Records a set during which the count of dropped frames went from one number to another. */
async function endOf(droppedBefore: number, dropped: number): Promise<RecordingEnd> {
  const ends: RecordingEnd[] = [];
  const queue = {
    addRecording: async () => undefined,
    addChunk: async () => undefined,
    finishRecording: async (_: string, end: RecordingEnd) => void ends.push(end),
  };
  const recording = new SetRecording({
    queue: queue as unknown as UploadQueue,
    assessmentId: "a-1",
    set: { itemId: "i-1", setNumber: 1 } as SetPlan,
    facts: {} as RecordingFacts,
    droppedBefore,
    onStorageFailure: (error) => expect.fail(String(error)),
  });
  recording.add(raw(standing(), 0));
  await recording.end("finished", dropped);
  const [end] = ends;
  if (end === undefined) throw new Error("the queue was not told of the end");
  return end;
}

it("counts the frames that were dropped while it ran", async () => {
  expect(await endOf(2, 5)).toEqual({ droppedFrames: 3, stopReason: "finished" });
});

it("never counts fewer than none, which the server would refuse for good", async () => {
  // A frame that was still looked at when the set began was counted, and then answered after all.
  expect(await endOf(5, 4)).toEqual({ droppedFrames: 0, stopReason: "finished" });
});
