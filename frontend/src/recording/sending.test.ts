import { describe, expect, it } from "vitest";
import { randomNumbers } from "../../tests/body";
import { backoffMs } from "./backoff";
import { contentDigest, digestOfDigests, sha256 } from "./digest";

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

describe("the wait between attempts", () => {
  const options = { baseMs: 1_000, maxMs: 60_000, random: () => 1 };

  it("doubles up to its limit", () => {
    const waits = [1, 2, 3, 6, 7, 1_000].map((failures) => backoffMs(failures, null, options));
    expect(waits).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  });

  it("is spread over its upper half, so that devices do not come back together", () => {
    const random = randomNumbers(7);
    for (let run = 0; run < 200; run += 1) {
      const wait = backoffMs(3, null, { ...options, random });
      expect(wait).toBeGreaterThanOrEqual(2_000);
      expect(wait).toBeLessThanOrEqual(4_000);
    }
  });

  it("is never shorter than the server asks", () => {
    expect(backoffMs(1, 30, options)).toBe(30_000);
  });
});

describe("digests", () => {
  it("are SHA-256 as RFC 9530 writes it", async () => {
    // The example of RFC 9530, appendix B.1: the body {"hello": "world"} and a line feed.
    const digest = await sha256(bytes('{"hello": "world"}\n'));
    expect(contentDigest(digest)).toBe("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
  });

  it("of a recording are the digest of its chunks' digests in order", async () => {
    const parts = await Promise.all(["a", "b"].map((text) => sha256(bytes(text))));
    const joined = new Uint8Array(parts.flatMap((part) => [...part]));
    expect(await digestOfDigests(parts)).toEqual(await sha256(joined));
    expect(await digestOfDigests(parts.toReversed())).not.toEqual(await sha256(joined));
  });
});
