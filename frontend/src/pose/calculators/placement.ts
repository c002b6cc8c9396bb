import { KEYPOINT_NAMES, type KeypointName } from "../keypoints";
import { type ImageSize, type Keypoints, keypoint } from "../pose";
import { type BodySide, torsoPx } from "./angles";
import type { PlacementCode, PlacementReport } from "./placement-types";
import { viewOf } from "./view";
import { type BodyBox, bodyBox, isSeen, meanScore, SEEN_SCORE } from "./visibility";

/** What an exercise asks of the picture. */
export interface PlacementWish {
  readonly view: "front" | "side";
  /** The patient's side that must face the camera; `null` for either. */
  readonly nearSide: BodySide | null;
  /** The arms will be raised: room above and beside the body. */
  readonly armsRise: boolean;
}

/** Shares of the picture's height that the body should take; chosen so that MoveNet sees limbs well and a step stays inside. */
const MIN_BODY_HEIGHT = 0.35;
const MAX_BODY_HEIGHT = 0.92;
/** Room for raised arms, in body heights: above the eyes, and to each side of the middle. */
const ARMS_ABOVE = 0.25;
const ARMS_BESIDE = 0.45;
const BORDER = 0.01;
const MIN_SEEN_KEYPOINTS = 5;
const DARK_SCORE = 0.45;

const HEAD: readonly KeypointName[] = ["nose", "left_eye", "right_eye", "left_ear", "right_ear"];
const FEET: readonly KeypointName[] = ["left_ankle", "right_ankle"];
const BODY: readonly KeypointName[] = KEYPOINT_NAMES.filter((name) => !HEAD.includes(name));

/** Looks at one frame. What needs several frames (moving, a second person) is `PlacementWindow`'s. */
export function placementOf(
  keypoints: Keypoints,
  image: ImageSize,
  wish: PlacementWish,
): PlacementReport {
  const box = bodyBox(keypoints);
  const seen = KEYPOINT_NAMES.filter((name) => isSeen(keypoints, name)).length;
  if (box === null || seen < MIN_SEEN_KEYPOINTS || torsoPx(keypoints, image) === null) {
    return { advice: ["nobody"], bodyHeightRatio: null, meanScore: null, view: null };
  }
  const score = meanScore(keypoints, wish.view === "front" ? BODY : nearerHalf(keypoints));
  const view = viewOf(keypoints, image);
  const inside = framing(keypoints, box, image, wish);
  const turned = view === null ? [] : turning(view.view, view.nearSide, wish);
  const dark: PlacementCode[] = score !== null && score < DARK_SCORE ? ["more_light"] : [];
  return {
    advice: [...inside, ...turned, ...(inside.length === 0 ? dark : [])],
    bodyHeightRatio: box.bottom - box.top,
    meanScore: score,
    view: view?.view ?? null,
  };
}

function framing(
  keypoints: Keypoints,
  box: BodyBox,
  image: ImageSize,
  { armsRise }: PlacementWish,
): PlacementCode[] {
  const headInside = anyInside(keypoints, HEAD);
  const feetInside = anyInside(keypoints, FEET);
  const height = box.bottom - box.top;
  if ((!headInside && !feetInside) || height > MAX_BODY_HEIGHT) {
    return ["step_back"];
  }
  if (!headInside) {
    return ["head_outside"];
  }
  if (!feetInside) {
    return ["feet_outside"];
  }
  if (box.left < BORDER || box.right > 1 - BORDER) {
    return ["sides_outside"];
  }
  if (height < MIN_BODY_HEIGHT) {
    return ["step_closer"];
  }
  return armsRise && !hasArmRoom(box, image) ? ["step_back"] : [];
}

function anyInside(keypoints: Keypoints, names: readonly KeypointName[]): boolean {
  return names.some((name) => {
    const point = keypoint(keypoints, name);
    return point !== null && point.score >= SEEN_SCORE && point.y > BORDER && point.y < 1 - BORDER;
  });
}

function hasArmRoom(box: BodyBox, { widthPx, heightPx }: ImageSize): boolean {
  const bodyPx = (box.bottom - box.top) * heightPx;
  const centrePx = ((box.left + box.right) / 2) * widthPx;
  const besidePx = Math.min(centrePx, widthPx - centrePx);
  return box.top * heightPx >= ARMS_ABOVE * bodyPx && besidePx >= ARMS_BESIDE * bodyPx;
}

function turning(
  view: "front" | "oblique" | "side",
  nearSide: BodySide | null,
  wish: PlacementWish,
): PlacementCode[] {
  if (wish.view === "front") {
    return view === "front" ? [] : ["face_camera"];
  }
  const toTurn: PlacementCode =
    wish.nearSide === null ? "turn_sideways" : `turn_${wish.nearSide}_side`;
  if (view !== "side") {
    return [toTurn];
  }
  return wish.nearSide !== null && nearSide !== null && nearSide !== wish.nearSide ? [toTurn] : [];
}

/** From the side one half of the body hides the other: the half that is seen better counts. */
function nearerHalf(keypoints: Keypoints): readonly KeypointName[] {
  const halves = (["left", "right"] as const).map((side) =>
    BODY.filter((name) => name.startsWith(side)),
  );
  const [left = [], right = []] = halves;
  return (meanScore(keypoints, left) ?? 0) >= (meanScore(keypoints, right) ?? 0) ? left : right;
}
