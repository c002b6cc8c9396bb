import { describe, expect, it } from "vitest";
import { IMAGE, placed, standing } from "../../../tests/body";
import { type Actor, type Film, type Frame, play } from "../../../tests/two-people";
import type { Keypoints } from "../pose";
import { PatientLock } from "./patient-lock";

const LOCKED_S = 1.5;

/** Two squats in three seconds: hips and all above them go down by half a torso and more. */
function squatting(s: number): Keypoints {
  const dy = 35 * (1 - Math.cos((s * 4 * Math.PI) / 3));
  const upper = [
    ...["nose", "left_eye", "right_eye", "left_ear", "right_ear"],
    ...["left_shoulder", "right_shoulder", "left_elbow", "right_elbow"],
    ...["left_wrist", "right_wrist", "left_hip", "right_hip"],
  ];
  return standing(Object.fromEntries(upper.map((name) => [name, [0, dy]])));
}

/** Somebody larger who walks through the picture at 1.4 m/s, 340 pixels a second, from the left. */
const walker = (s: number, startS: number, scale = 1.1): Keypoints =>
  placed(standing({ left_ankle: [40, 0], right_ankle: [-40, -20] }), {
    dx: -700 + (s - startS) * 340,
    scale,
  });

const alone = (s: number): Actor[] => [{ keypoints: squatting(s) }];
const certain = (frames: readonly Frame[]): Frame[] =>
  frames.filter(({ followed }) => followed === "patient");
/** When somebody else's body was recorded as the patient's. */
const wrongS = (frames: readonly Frame[]): number[] =>
  certain(frames)
    .filter(({ whose }) => whose !== null && whose !== 0)
    .map(({ s }) => s);
const share = (part: readonly unknown[], whole: readonly unknown[]): number =>
  part.length / whole.length;

function locked(film: Partial<Film> = {}): PatientLock {
  const lock = new PatientLock();
  play(lock, { seconds: LOCKED_S, at: alone, ...film });
  return lock;
}

describe("a patient alone", () => {
  it.each([8, 24, 60])("is followed in every one of %i frames a second", (fps) => {
    const frames = play(new PatientLock(), { seconds: 20, fps, at: alone, noisePx: 4 });
    expect(certain(frames)).toHaveLength(frames.length);
    expect(frames.some(({ substituted }) => substituted)).toBe(false);
  });

  it("is looked at by MultiPose twice a second once they are known", () => {
    const frames = play(locked(), { seconds: 20, fromS: LOCKED_S, at: alone });
    expect(frames.filter(({ looked }) => looked).length).toBeLessThanOrEqual(41);
  });

  it("is followed across the picture and back", () => {
    const frames = play(locked({ at: () => [{ keypoints: standing() }] }), {
      seconds: 12,
      fromS: LOCKED_S,
      at: (s) => [{ keypoints: placed(standing(), { dx: 350 * Math.sin(s - LOCKED_S) }) }],
    });
    expect(certain(frames)).toHaveLength(frames.length);
  });

  it("is taken as found where MultiPose cannot run", () => {
    const lock = new PatientLock();
    const frames = play(lock, { seconds: 5, at: alone, multiPose: false });
    expect(certain(frames)).toHaveLength(frames.length);
    expect(lock.crop(IMAGE)).toBeNull();
  });

  it("is followed though MultiPose never finds them", () => {
    const at = (s: number): Actor[] => [{ keypoints: squatting(s), missed: true }];
    const frames = play(new PatientLock(), { seconds: 10, at });
    expect(certain(frames)).toHaveLength(frames.length);
  });

  it("is followed on where they were lost for a second", () => {
    const at = (s: number): Actor[] => [{ keypoints: squatting(s), hidden: s > 4 && s < 5 }];
    const frames = play(new PatientLock(), { seconds: 8, at });
    expect(certain(frames)).toHaveLength(frames.length);
    expect(frames.filter(({ s }) => s >= 5).every(({ whose }) => whose === 0)).toBe(true);
  });
});

describe("the choice of the patient", () => {
  const small = placed(standing(), { scale: 0.5 });
  const middle: Actor = { keypoints: standing() };

  it.each([
    ["a child in front", { keypoints: placed(small, { dx: 150 }) }],
    ["a helper nearer the camera", { keypoints: placed(standing(), { dx: -225, scale: 1.5 }) }],
    ["somebody at the edge", { keypoints: placed(standing(), { dx: 450, scale: 1.1 }) }],
  ])("is the one who is largest and nearest the middle: not %s", (_, other) => {
    const lock = new PatientLock();
    const frames = play(lock, { seconds: 4, at: () => [middle, other] });
    const after = frames.filter(({ s }) => s > LOCKED_S);
    expect(after.every(({ followed, whose }) => followed === "patient" && whose === 0)).toBe(true);
  });

  it("is uncertain until one of two has stood out for a second", () => {
    const other = { keypoints: placed(standing(), { dx: 450 }) };
    const frames = play(new PatientLock(), { seconds: 2, at: () => [middle, other] });
    expect(frames.filter(({ s }) => s < 0.9).every((one) => one.followed === "uncertain")).toBe(
      true,
    );
    expect(frames.at(-1)?.followed).toBe("patient");
  });

  it("is made anew after a reset, a turned picture, and time that goes backwards", () => {
    const other = { keypoints: placed(standing(), { dx: 300 }) };
    for (const begin of [
      (lock: PatientLock) => lock.reset(),
      (lock: PatientLock) => lock.see([], 9_000_000, { widthPx: 720, heightPx: 1280 }),
      (lock: PatientLock) => lock.see([], 0, IMAGE),
    ]) {
      const lock = locked();
      begin(lock);
      const frames = play(lock, { seconds: 3, fromS: 10, at: () => [other] });
      expect(frames.at(-1)?.followed).toBe("patient");
    }
  });
});

describe("somebody who passes", () => {
  it("behind the patient changes nothing", () => {
    const frames = play(locked(), {
      seconds: 6,
      fromS: LOCKED_S,
      at: (s) => {
        const x = -700 + (s - 2) * 340;
        return [
          { keypoints: squatting(s) },
          { keypoints: walker(s, 2, 0.85), hidden: Math.abs(x) < 60 },
        ];
      },
    });
    expect(frames.every(({ whose }) => whose === 0)).toBe(true);
    expect(share(certain(frames), frames)).toBeGreaterThan(0.99);
  });

  it.each([0.7, 1.1, 1.3])(
    "in front, %f times as large, is never recorded as the patient",
    (scale) => {
      const isHidden = (s: number): boolean => Math.abs(-700 + (s - 2) * 340) < 70;
      const frames = play(locked(), {
        seconds: 6,
        fromS: LOCKED_S,
        at: (s) => [
          { keypoints: squatting(s), hidden: isHidden(s) },
          { keypoints: walker(s, 2, scale) },
        ],
      });
      expect(wrongS(frames)).toEqual([]);
      const visible = frames.filter(({ s }) => !isHidden(s));
      const followed = certain(visible).filter(({ whose }) => whose === 0);
      expect(share(followed, visible)).toBeGreaterThan(0.97);
      expect(frames.slice(-24).every(({ followed: one }) => one === "patient")).toBe(true);
    },
  );

  it("and is found by the network instead of the patient gives way to what MultiPose saw", () => {
    const frames = play(locked(), {
      seconds: 4,
      fromS: LOCKED_S,
      at: (s) => [{ keypoints: squatting(s) }, { keypoints: placed(standing(), { dx: 260 }) }],
      single: (s) => (s > 3 && s < 4 ? 1 : 0),
    });
    const stolen = frames.filter(({ s }) => s > 3.01 && s < 4);
    expect(stolen.every(({ whose }) => whose !== 1)).toBe(true);
    expect(share(certain(stolen), stolen)).toBeGreaterThan(0.9);
    expect(certain(stolen).every(({ substituted, whose }) => substituted && whose === 0)).toBe(
      true,
    );
  });

  it("and is all that is found leaves nothing behind", () => {
    const frames = play(locked(), {
      seconds: 4,
      fromS: LOCKED_S,
      at: (s) => [
        { keypoints: squatting(s), missed: s > 3 && s < 4 },
        { keypoints: placed(standing(), { dx: 260 }) },
      ],
      single: (s) => (s > 3 && s < 4 ? 1 : 0),
    });
    const stolen = frames.filter(({ s }) => s > 3.01 && s < 4);
    expect(stolen.map(({ followed }) => followed)).toEqual(stolen.map(() => "other"));
    expect(stolen.every(({ keypoints }) => keypoints.every((point) => point === null))).toBe(true);
    expect(frames.at(-1)).toMatchObject({ followed: "patient", whose: 0 });
  });
});

describe("a helper who stands beside the chair", () => {
  it("costs a slow device a look at every second frame at most, and a quick one at every frame", () => {
    const at = (s: number): Actor[] => [
      { keypoints: squatting(s) },
      { keypoints: placed(standing(), { dx: 100, dy: -40 }) },
    ];
    const looks = (fps: number): number => {
      const frames = play(locked(), { seconds: 10, fps, fromS: LOCKED_S, at });
      expect(certain(frames)).toHaveLength(frames.length);
      return share(
        frames.filter(({ looked }) => looked),
        frames,
      );
    };
    expect(looks(8)).toBeLessThanOrEqual(0.5);
    expect(looks(24)).toBeGreaterThan(0.9);
  });

  it.each([90, 130, 200])("%i pixels away does not make a frame uncertain", (dx) => {
    const frames = play(locked(), {
      seconds: 10,
      fromS: LOCKED_S,
      at: (s) => [{ keypoints: squatting(s) }, { keypoints: placed(standing(), { dx, dy: -40 }) }],
    });
    expect(frames.every(({ whose }) => whose === 0)).toBe(true);
    expect(certain(frames)).toHaveLength(frames.length);
  });
});

describe("a patient who left", () => {
  const gone: Actor = { keypoints: standing(), hidden: true };

  it("is known again where they were", () => {
    const at = (s: number): Actor[] => (s > 3 && s < 12 ? [gone] : alone(s));
    const frames = play(new PatientLock(), { seconds: 15, at });
    expect(frames.slice(-48).every(({ followed }) => followed === "patient")).toBe(true);
  });

  it.each([
    ["of another size", placed(standing(), { scale: 0.55 })],
    ["at another place", placed(standing(), { dx: -480 })],
  ])("is not taken for somebody %s, until the choice is made anew", (_, keypoints) => {
    const lock = locked();
    const frames = play(lock, {
      seconds: 12,
      fromS: LOCKED_S,
      at: (s) => (s < 3 ? alone(s) : s < 5 ? [gone] : [gone, { keypoints }]),
    });
    const stranger = frames.filter(({ s }) => s > 5.1);
    expect(stranger.map(({ followed }) => followed)).toEqual(stranger.map(() => "uncertain"));
    lock.reset();
    const anew = play(lock, { seconds: 3, fromS: 20, at: () => [{ keypoints }] });
    expect(anew.at(-1)?.followed).toBe("patient");
  });

  it("leaves a helper in the picture who does not become the patient", () => {
    const helper = (s: number): Keypoints =>
      placed(standing(), { dx: s < 6 ? 300 : Math.max(0, 300 - (s - 6) * 150) });
    const frames = play(locked(), {
      seconds: 10,
      fromS: LOCKED_S,
      at: (s) => [{ keypoints: squatting(s), hidden: s > 4 }, { keypoints: helper(s) }],
    });
    expect(wrongS(frames)).toEqual([]);
  });
});
