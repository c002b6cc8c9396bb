import type { KeypointName } from "../keypoints";
import { type ImageSize, type Keypoint, type Keypoints, keypoint } from "../pose";
import { type PairedPart, torsoPx } from "./angles";
import type { PlacementWish, Standing } from "./placement";
import type { PlacementCode } from "./placement-types";
import { isLying } from "./view";
import { type BodyBox, bodyBox, SEEN_SCORE } from "./visibility";

/** Shares of the picture that the body should take; chosen so that MoveNet sees limbs well and a step stays inside. */
const MIN_BODY_SHARE = 0.35;
const MAX_BODY_SHARE = 0.92;
/** Who will walk three metres is far away at first. */
const MIN_WALKER_SHARE = 0.2;
/** Room for raised arms, in body heights: above the eyes, and to each side of the middle. */
const ARMS_ABOVE = 0.25;
const ARMS_BESIDE = 0.45;
const BORDER = 0.01;
/** Eyes to ankles in trunk lengths, where the feet need not be in the picture. */
const BODY_TORSO = 3.3;
/** What was advised goes away only when it is better by so much: shares of the picture. */
const BETTER = 0.03;
const BETTER_BORDER = 0.01;

const HEAD: readonly KeypointName[] = ["nose", "left_eye", "right_eye", "left_ear", "right_ear"];
const EVERYTHING: readonly PairedPart[] = ["shoulder", "elbow", "wrist", "hip", "knee", "ankle"];

/** Which part of the body leaves the picture, or whether it is too near or too far: one thing at a time, or nothing. */
export function framingOf(
  keypoints: Keypoints,
  image: ImageSize,
  wish: PlacementWish,
  standing: Standing,
): PlacementCode[] {
  const box = bodyBox(keypoints);
  if (box === null) {
    return [];
  }
  const edges = new Edges(keypoints, standing);
  const found = isLying(keypoints, image)
    ? lyingFrame(edges, box, image, standing)
    : uprightFrame(edges, box, { keypoints, image, wish, standing });
  return found === null ? [] : [found];
}

interface Upright {
  readonly keypoints: Keypoints;
  readonly image: ImageSize;
  readonly wish: PlacementWish;
  readonly standing: Standing;
}

function uprightFrame(edges: Edges, box: BodyBox, of: Upright): PlacementCode | null {
  const parts = of.wish.parts ?? EVERYTHING;
  const lowest = parts.includes("ankle") ? "ankle" : parts.includes("knee") ? "knee" : "hip";
  const headInside = edges.anyInside(HEAD);
  const feet: readonly KeypointName[] = [`left_${lowest}`, `right_${lowest}`];
  const feetInside = edges.anyInside(feet);
  const whole = lowest === "ankle" && headInside && feetInside;
  const height = whole ? box.bottom - box.top : estimatedHeight(of);
  if ((!headInside && edges.allAtSide(HEAD)) || (!feetInside && edges.allAtSide(feet))) {
    return "sides_outside";
  }
  const tooHigh = MAX_BODY_SHARE - better(of.standing, "step_back", BETTER);
  if ((!headInside && !feetInside) || (lowest === "ankle" && box.bottom - box.top > tooHigh)) {
    return "step_back";
  }
  if (!headInside) {
    return "head_outside";
  }
  if (!feetInside) {
    return "feet_outside";
  }
  if (edges.atSides(box)) {
    return "sides_outside";
  }
  if (parts.includes("wrist") && edges.allAtEdge(["left_wrist", "right_wrist"])) {
    return "hands_outside";
  }
  const least = of.wish.walks === true ? MIN_WALKER_SHARE : MIN_BODY_SHARE;
  if (height < least + better(of.standing, "step_closer", BETTER)) {
    return "step_closer";
  }
  return of.wish.armsRise && !hasArmRoom(box, height, of) ? "step_back" : null;
}

/** One who lies can be cut off at either end of the picture, and cannot step. */
function lyingFrame(
  edges: Edges,
  box: BodyBox,
  image: ImageSize,
  standing: Standing,
): PlacementCode | null {
  const length = box.right - box.left;
  const [head, feet] = [edges.anyWithin(HEAD), edges.anyWithin(["left_ankle", "right_ankle"])];
  const tooLong = MAX_BODY_SHARE - better(standing, "camera_back", BETTER);
  if ((!head && !feet) || length > tooLong) {
    return "camera_back";
  }
  if (!head || !feet || edges.atSides(box)) {
    return "sides_outside";
  }
  // Of the shorter side, for a body takes the same pixels however the picture lies.
  const share = (length * image.widthPx) / Math.min(image.widthPx, image.heightPx);
  return share < MIN_BODY_SHARE + better(standing, "camera_closer", BETTER)
    ? "camera_closer"
    : null;
}

/** Eyes to ankles as a share of the picture, from the trunk alone. */
function estimatedHeight({ keypoints, image }: Upright): number {
  return (BODY_TORSO * (torsoPx(keypoints, image) ?? 0)) / image.heightPx;
}

function hasArmRoom(box: BodyBox, height: number, { image, standing }: Upright): boolean {
  const bodyPx = height * image.heightPx;
  const centrePx = ((box.left + box.right) / 2) * image.widthPx;
  const besidePx = Math.min(centrePx, image.widthPx - centrePx);
  const more = better(standing, "step_back", BETTER) * image.heightPx;
  return (
    box.top * image.heightPx >= ARMS_ABOVE * bodyPx + more &&
    besidePx >= ARMS_BESIDE * bodyPx + more
  );
}

function better(standing: Standing, code: PlacementCode, by: number): number {
  return standing.has(code) ? by : 0;
}

const EDGE_CODES: readonly PlacementCode[] = [
  "head_outside",
  "feet_outside",
  "hands_outside",
  "sides_outside",
];

/** What is inside the picture, and what is at its edge. */
class Edges {
  readonly #keypoints: Keypoints;
  readonly #border: number;

  constructor(keypoints: Keypoints, standing: Standing) {
    this.#keypoints = keypoints;
    const stands = EDGE_CODES.some((code) => standing.has(code));
    this.#border = BORDER + (stands ? BETTER_BORDER : 0);
  }

  /** Whether one of them is seen inside the picture; who stands is cut off at its top and bottom. */
  anyInside(names: readonly KeypointName[]): boolean {
    return this.#any(names, ({ y }) => this.#within(y));
  }

  /** The same for one who lies, and is cut off at its sides. */
  anyWithin(names: readonly KeypointName[]): boolean {
    return this.#any(names, ({ x, y }) => this.#within(x) && this.#within(y));
  }

  #any(names: readonly KeypointName[], isInside: (point: Keypoint) => boolean): boolean {
    return names.some((name) => {
      const point = keypoint(this.#keypoints, name);
      return point !== null && point.score >= SEEN_SCORE && isInside(point);
    });
  }

  /** Whether all of them lie at the edge, where the network puts what it believes outside. */
  allAtEdge(names: readonly KeypointName[]): boolean {
    return names.every((name) => {
      const point = keypoint(this.#keypoints, name);
      return point !== null && !(this.#within(point.x) && this.#within(point.y));
    });
  }

  /** The same for the picture's left or right edge alone. */
  allAtSide(names: readonly KeypointName[]): boolean {
    return names.every((name) => {
      const point = keypoint(this.#keypoints, name);
      return point !== null && !this.#within(point.x);
    });
  }

  atSides(box: BodyBox): boolean {
    return !this.#within(box.left) || !this.#within(box.right);
  }

  #within(place: number): boolean {
    return place > this.#border && place < 1 - this.#border;
  }
}
