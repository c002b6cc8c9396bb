import type { StageTimes } from "../../pose/detector";
import type { RawPose } from "../../pose/pose";
import { median } from "./median";

/** Figures are of the last seconds: long enough to stand still, short enough to follow. */
export const WINDOW_MS = 5_000;

/** A keypoint of this confidence was seen. */
const SEEN_SCORE = 0.3;
/** So many seen keypoints of 17 are a person. */
const PERSON_KEYPOINTS = 8;

/** Where the time of a frame goes, in milliseconds; medians. */
export interface StageFigures extends StageTimes {
  /** From the frame's arrival to its keypoints. */
  readonly totalMs: number;
}

export interface FrameReading {
  /** Frames a second with keypoints. */
  readonly fps: number;
  /** Frames a second that the camera gives, by its own time stamps; `null` before two frames. */
  readonly cameraFps: number | null;
  /** `null` before the first answer. */
  readonly stages: StageFigures | null;
  /** Whether somebody was in most of the pictures. */
  readonly person: boolean;
  /** Milliseconds since the first answer; 0 before it. */
  readonly measuredMs: number;
}

interface Answer {
  readonly atMs: number;
  readonly stages: StageFigures;
  readonly person: boolean;
}

interface CameraFrame {
  readonly atMs: number;
  readonly timeUs: number;
  readonly missed: number;
}

/** Gathers what each frame tells, and answers medians and rates of the last seconds. */
export class FrameFigures {
  #answers: Answer[] = [];
  #cameraFrames: CameraFrame[] = [];
  #firstAnswerMs: number | null = null;

  addPose(pose: RawPose, atMs: number): void {
    this.#firstAnswerMs ??= atMs;
    const seen = pose.keypoints.filter((point) => point !== null && point.score >= SEEN_SCORE);
    const stages = { ...pose.stages, totalMs: pose.latencyMs };
    this.#answers.push({ atMs, stages, person: seen.length >= PERSON_KEYPOINTS });
    this.#answers = recent(this.#answers, atMs);
  }

  /** @param missed Frames of the camera since the one before that were not shown. */
  addCameraFrame(timeUs: number, missed: number, atMs: number): void {
    this.#cameraFrames.push({ timeUs, missed, atMs });
    this.#cameraFrames = recent(this.#cameraFrames, atMs);
  }

  /** Another runtime begins: what the one before did no longer counts. The camera is the same. */
  restart(): void {
    this.#answers = [];
    this.#firstAnswerMs = null;
  }

  read(nowMs: number): FrameReading {
    const answers = recent(this.#answers, nowMs);
    const measuredMs = this.#firstAnswerMs === null ? 0 : nowMs - this.#firstAnswerMs;
    const spanMs = Math.min(WINDOW_MS, measuredMs);
    const people = answers.filter(({ person }) => person).length;
    return {
      // The window is open at its old end: what came at its first moment has left it.
      fps: spanMs > 0 ? (newerThan(answers, nowMs - spanMs) / spanMs) * 1_000 : 0,
      cameraFps: rateOf(recent(this.#cameraFrames, nowMs)),
      stages: stagesOf(answers.map(({ stages }) => stages)),
      person: people > answers.length / 2,
      measuredMs,
    };
  }
}

function recent<One extends { readonly atMs: number }>(all: readonly One[], nowMs: number): One[] {
  return all.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
}

function newerThan(answers: readonly Answer[], sinceMs: number): number {
  return answers.filter(({ atMs }) => atMs > sinceMs).length;
}

function rateOf(frames: readonly CameraFrame[]): number | null {
  const [first, ...rest] = frames;
  const last = rest.at(-1);
  if (first === undefined || last === undefined || last.timeUs <= first.timeUs) {
    return null;
  }
  const count = rest.reduce((sum, { missed }) => sum + 1 + missed, 0);
  return (count / (last.timeUs - first.timeUs)) * 1e6;
}

function stagesOf(all: readonly StageFigures[]): StageFigures | null {
  const [first] = all;
  if (first === undefined) {
    return null;
  }
  const stages = Object.keys(first) as (keyof StageFigures)[];
  const medians = stages.map((stage) => [stage, median(all.map((one) => one[stage]))]);
  return Object.fromEntries(medians) as StageFigures;
}
