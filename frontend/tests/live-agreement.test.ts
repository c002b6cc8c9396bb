/**
 * Every protocol's live counter beside the known truth, on sessions that Python makes anew.
 * `make bench ARGS=live-counting` prints a larger table, with measured movement where it is there.
 */
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { env, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { protocolKeys } from "../src/pose/live/protocol-table";
import { askedAtFirst, countedAlong, type LiveSession, readSessions } from "./live-sessions";

const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const FOLDER = join(ROOT, "var", "live-sessions");
const PYTHON = join(ROOT, ".venv", "bin", "python");
const TIMEOUT_MS = 600_000;
/** Who walks in from the camera and away to it: the page counts only after the placement check. */
const WALKING = "walking";
const MOST_OFF_S = 0.5;

interface Shown extends LiveSession {
  readonly shownCount: number;
  readonly shownS: number;
  readonly asked: readonly string[];
}

const isCounted = (one: Shown) => one.counts !== null;
/** Measured movement begins without a rest, on its way: not what the page records. */
const isMade = (one: Shown) => !one.kind.startsWith("measured");
const isExact = (one: Shown) => one.counts?.includes(one.shownCount) === true;
const offS = (one: Shown) => Math.abs(one.shownS - (one.heldS ?? Number.NaN));
const share = (of: readonly Shown[]) => of.filter(isExact).length / of.length;

let shown: readonly Shown[] = [];

beforeAll(() => {
  if (!existsSync(PYTHON)) {
    throw new Error(`${PYTHON} makes the sessions: run \`make setup\` first`);
  }
  const wanted = (env.LIVE_SESSIONS ?? "1").split(" ");
  execFileSync(PYTHON, ["-m", "tests.golden.live", "sessions", FOLDER, ...wanted], {
    cwd: ROOT,
    stdio: "inherit",
  });
  shown = [...readSessions(FOLDER)].map(([session, frames]) => {
    const last = countedAlong(session, frames).at(-1);
    return {
      ...session,
      shownCount: last?.count ?? -1,
      shownS: last?.heldS ?? Number.NaN,
      asked: askedAtFirst(session, frames),
    };
  });
  const rows = table();
  writeFileSync(join(FOLDER, "agreement.json"), JSON.stringify(rows, null, 1));
  stdout.write(`${rows.map((row) => Object.values(row).join("  ")).join("\n")}\n`);
}, TIMEOUT_MS);

describe("what the patient is shown", () => {
  it("is there for every protocol of the library", () => {
    const covered = new Set(shown.map((one) => one.protocol));
    expect([...covered].sort()).toEqual([...protocolKeys()].sort());
  });

  it("is the true count in 97 of 100 sessions, at 8 to 60 frames a second", () => {
    expect(
      share(shown.filter((one) => isCounted(one) && one.kind !== WALKING && isMade(one))),
    ).toBeGreaterThan(0.97);
  });

  it.each(["normal", "slow", "pauses", "fast", "drift", "15 fps", "60 fps"])(
    "is the true count of every session of kind %s",
    (kind) => {
      const wrong = shown.filter((one) => one.kind === kind && isCounted(one) && !isExact(one));
      expect(wrong).toEqual([]);
    },
  );

  it("is at most one repetition off, and for those who walk in or away too", () => {
    const far = shown.filter(
      (one) =>
        isMade(one) &&
        one.counts !== null &&
        Math.abs(one.shownCount - (one.counts[0] ?? Number.NaN)) > 1,
    );
    expect(far).toEqual([]);
  });

  it(`is a time within ${MOST_OFF_S} s of the truth`, () => {
    const timed = shown.filter((one) => one.heldS !== null);
    expect(timed.length).toBeGreaterThanOrEqual(8);
    expect(timed.filter((one) => !(offS(one) <= MOST_OFF_S))).toEqual([]);
  });
});

describe("who stands as the protocol wants", () => {
  /** In the battery some are seen half from the side, and some have little room for their arms. */
  const MAY_BE_ASKED = new Set(["turn_sideways", "step_back"]);

  it("is asked for nothing else before the exercise begins", () => {
    const plain = shown.filter((one) => /^(normal|slow|pauses|\d+ fps)$/.test(one.kind));
    expect(plain.length).toBeGreaterThan(100);
    const asked = plain.filter((one) => one.asked.some((code) => !MAY_BE_ASKED.has(code)));
    expect(asked).toEqual([]);
    const nothing = plain.filter((one) => one.asked.length === 0).length;
    expect(nothing / plain.length).toBeGreaterThan(0.9);
  });
});

interface Row {
  readonly of: string;
  readonly exact: string;
  readonly off: string;
}

/** Exact counts by protocol and by kind, and how far times are off at most. */
function table(): readonly Row[] {
  const counted = shown.filter(isCounted);
  const made = counted.filter(isMade);
  const row = (of: string, sessions: readonly Shown[]): Row => ({
    of: of.padEnd(30),
    exact: `${sessions.filter(isExact).length} of ${sessions.length}`.padEnd(12),
    off: sessions
      .filter((one) => !isExact(one))
      .map((one) => `${one.kind}: ${one.shownCount} for ${one.counts?.join(" or ")}`)
      .join(", "),
  });
  const by = (name: (one: Shown) => string) =>
    [...new Set(counted.map(name))].sort().map((key) =>
      row(
        key,
        counted.filter((one) => name(one) === key),
      ),
    );
  const times = [...new Set(shown.filter((one) => one.heldS !== null).map((one) => one.protocol))];
  return [
    ...by((one) => `${isMade(one) ? "" : "measured "}${one.protocol}`),
    ...by((one) => `kind ${one.kind}`).map((one) => ({ ...one, off: "" })),
    { ...row("all that are made", made), off: "" },
    ...times.sort().map((key) => {
      const errors = shown.filter((one) => one.protocol === key).map(offS);
      return {
        of: key.padEnd(30),
        exact: `${errors.length} times`.padEnd(12),
        off: `at most ${Math.max(...errors).toFixed(2)} s off`,
      };
    }),
  ];
}
