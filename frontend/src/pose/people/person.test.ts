import { describe, expect, it } from "vitest";
import { decodePeople } from "./person";

/** A picture of 1280 x 720 in a square of 1280, padded above and below by 280 pixels. */
const IMAGE = { widthPx: 1280, heightPx: 720 };
const WHOLE = { x: 0, y: -280, width: 1280, height: 1280 };

function output(...scores: readonly number[]): Float32Array {
  const rows = new Float32Array(6 * 56);
  for (const [row, score] of scores.entries()) {
    for (let point = 0; point < 17; point += 1) {
      rows.set([0.5, 0.25 + row / 8, 0.75], row * 56 + point * 3);
    }
    rows[row * 56 + 55] = score;
  }
  return rows;
}

describe("MultiPose's answer", () => {
  it("is given in units of the picture, without what pads it", () => {
    const [person] = decodePeople(output(0.5), WHOLE, IMAGE);
    expect(person?.keypoints).toHaveLength(17);
    // 0.5 of the square is pixel 640 from its top, which is pixel 360 of the picture.
    expect(person?.keypoints[16]).toEqual({ x: 0.25, y: 0.5, score: 0.75 });
  });

  it("holds those who are there, best first", () => {
    const people = decodePeople(output(0.25, 0.14, 0.75, 0.5), WHOLE, IMAGE);
    expect(people.map(({ score }) => score)).toEqual([0.75, 0.5, 0.25]);
    expect(people.map(({ keypoints }) => keypoints[0]?.x)).toEqual([0.5, 0.625, 0.25]);
  });

  it("holds nobody where nobody is", () => {
    expect(decodePeople(output(), WHOLE, IMAGE)).toEqual([]);
  });
});
