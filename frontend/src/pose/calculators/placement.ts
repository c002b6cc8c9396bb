import { KEYPOINT_NAMES, type KeypointName } from "../keypoints";
import type { ImageSize, Keypoints } from "../pose";
import { type BodySide, type PairedPart, torsoPx } from "./angles";
import { framingOf } from "./framing";
import type { PlacementCode, PlacementReport } from "./placement-types";
import { isLying, type ViewEstimate, viewOf } from "./view";
import { bodyBox, isSeen, meanScore } from "./visibility";

/** What an exercise asks of the picture. */
export interface PlacementWish {
  readonly view: "front" | "side";
  /** The patient's side that must face the camera; `null` for either. */
  readonly nearSide: BodySide | null;
  /** The arms will be raised: room above and beside the body. */
  readonly armsRise: boolean;
  /** Joints that must be in the picture; all where none are named. */
  readonly parts?: readonly PairedPart[];
  /** The exercise is done lying down. */
  readonly lies?: boolean;
  /** The patient will walk towards the camera or across the picture. */
  readonly walks?: boolean;
  /** All that is counted and measured can be seen from anywhere: nobody is asked to turn. */
  readonly obliqueOk?: boolean;
}

/** Codes that were advised until now: what stands goes away only when it is clearly better. */
export type Standing = ReadonlySet<PlacementCode>;

const NOTHING: Standing = new Set();
const MIN_SEEN_KEYPOINTS = 5;
const DARK_SCORE = 0.45;
const BRIGHTER = 0.05;
const FRONT_MAX_DEG = 30;
const SIDE_MIN_DEG = 60;
const TURNED_BETTER_DEG = 6;

const BODY: readonly KeypointName[] = KEYPOINT_NAMES.filter((name) =>
  /shoulder|elbow|wrist|hip|knee|ankle/.test(name),
);

/**
 * Looks at one frame: what is wrong with where the patient stands, most useful first. What needs
 * several frames (moving, a second person) is `PlacementWindow`'s.
 */
export function placementOf(
  keypoints: Keypoints,
  image: ImageSize,
  wish: PlacementWish,
  standing: Standing = NOTHING,
): PlacementReport {
  const box = bodyBox(keypoints);
  const seen = KEYPOINT_NAMES.filter((name) => isSeen(keypoints, name)).length;
  if (box === null || seen < MIN_SEEN_KEYPOINTS || torsoPx(keypoints, image) === null) {
    return { advice: ["nobody"], bodyHeightRatio: null, meanScore: null, view: null };
  }
  const named = namedParts(wish);
  const score = meanScore(keypoints, wish.view === "front" ? named : nearerHalf(keypoints, named));
  const view = viewOf(keypoints, image);
  const lies = isLying(keypoints, image);
  const inside = framingOf(keypoints, image, wish, standing);
  const turned = view === null ? [] : turning(view, wish, standing);
  const least = DARK_SCORE + (standing.has("more_light") ? BRIGHTER : 0);
  // Far away or cut off, scores are low in the best of light.
  const dark: PlacementCode[] =
    score !== null && score < least && inside.length === 0 ? ["more_light"] : [];
  const down: PlacementCode[] = wish.lies === true && !lies ? ["lie_down"] : [];
  return {
    advice: down.length > 0 ? down : [...inside, ...turned, ...dark],
    bodyHeightRatio: lies ? box.right - box.left : box.bottom - box.top,
    meanScore: score,
    view: view?.view ?? null,
  };
}

function turning(view: ViewEstimate, wish: PlacementWish, standing: Standing): PlacementCode[] {
  if (wish.obliqueOk === true) {
    return [];
  }
  if (wish.view === "front") {
    const mostDeg = FRONT_MAX_DEG - (standing.has("face_camera") ? TURNED_BETTER_DEG : 0);
    return view.yawDeg < mostDeg ? [] : ["face_camera"];
  }
  const toTurn: PlacementCode =
    wish.nearSide === null ? "turn_sideways" : `turn_${wish.nearSide}_side`;
  const leastDeg = SIDE_MIN_DEG + (standing.has(toTurn) ? TURNED_BETTER_DEG : 0);
  if (view.yawDeg < leastDeg) {
    return [toTurn];
  }
  const other = view.nearSide !== null && view.nearSide !== wish.nearSide;
  return wish.nearSide !== null && other ? [toTurn] : [];
}

function namedParts({ parts }: PlacementWish): readonly KeypointName[] {
  return parts === undefined
    ? BODY
    : BODY.filter((name) => parts.some((part) => name.endsWith(part)));
}

/** From the side one half of the body hides the other: the half that is seen better counts. */
function nearerHalf(keypoints: Keypoints, names: readonly KeypointName[]): readonly KeypointName[] {
  const [left = [], right = []] = (["left", "right"] as const).map((side) =>
    names.filter((name) => name.startsWith(side)),
  );
  return (meanScore(keypoints, left) ?? 0) >= (meanScore(keypoints, right) ?? 0) ? left : right;
}
