import { type Gravity, screenAngleDeg } from "../camera/gravity";
import type { PoseDetector } from "../pose/detector";
import type { ImageSize, RawPose } from "../pose/pose";
import { Recorder } from "./recorder";
import type { SetPlan } from "./session-types";
import type { RecordingFacts, StopReason, UploadQueue } from "./upload-types";

export interface SetRecordingOptions {
  readonly queue: UploadQueue;
  readonly assessmentId: string;
  readonly set: SetPlan;
  readonly facts: RecordingFacts;
  /** Camera frames that no inference had seen when the recording began. */
  readonly droppedBefore: number;
  readonly onStorageFailure: (error: unknown) => void;
}

/** One set being recorded: the recorder, its row in the queue, and its count of dropped frames. */
export class SetRecording {
  readonly id = crypto.randomUUID();
  readonly #options: SetRecordingOptions;
  readonly #recorder: Recorder;
  #ended: Promise<void> | null = null;

  constructor(options: SetRecordingOptions) {
    const { queue, assessmentId, set, facts, onStorageFailure } = options;
    this.#options = options;
    const added = queue.addRecording({
      id: this.id,
      assessment: assessmentId,
      item: set.itemId,
      set_number: set.setNumber,
      facts,
    });
    added.catch(onStorageFailure);
    this.#recorder = new Recorder(async (sequence, body, uncertainSpansUs) => {
      await added;
      await queue.addChunk(this.id, sequence, body, uncertainSpansUs);
    }, onStorageFailure);
  }

  add(pose: RawPose): void {
    if (this.#ended === null) {
      this.#recorder.add(pose);
    }
  }

  /** Writes down the rest and why it ended; a second call waits for the first. */
  end(stopReason: StopReason, dropped: number): Promise<void> {
    this.#ended ??= this.#end(stopReason, dropped);
    return this.#ended;
  }

  async #end(stopReason: StopReason, dropped: number): Promise<void> {
    const { queue, droppedBefore } = this.#options;
    // A frame that was still being looked at when the set began counts until it is answered.
    const droppedFrames = Math.max(0, dropped - droppedBefore) + this.#recorder.leftOut;
    try {
      await this.#recorder.finish();
    } finally {
      await queue.finishRecording(this.id, { droppedFrames, stopReason });
    }
  }
}

/** The facts of a recording that starts now. */
export function factsNow(
  detector: PoseDetector,
  image: ImageSize,
  gravity: Gravity | null,
): RecordingFacts {
  return {
    schema: "plumbline.facts/1",
    image_width_px: image.widthPx,
    image_height_px: image.heightPx,
    mirrored: false,
    screen_angle_deg: screenAngleDeg(),
    gravity,
    runtime: detector.runtime,
    runtime_version: detector.runtimeVersion,
    model: detector.model,
    model_sha256: detector.modelSha256,
    started_at: new Date().toISOString(),
  };
}
