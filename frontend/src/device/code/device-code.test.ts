import { describe, expect, it } from "vitest";
import codes from "../../../../tests/golden/device_code/codes.json";
import { checkDigits } from "./check-digits";
import { type DeviceResult, deviceCode } from "./device-code";

const golden = codes as readonly { readonly code: string; readonly result: DeviceResult }[];

describe("the code for the help desk", () => {
  // The server reads each of these back: tests/unit/therapy/common/test_device_code.py.
  it.each(golden)("is $code", ({ code, result }) => {
    expect(deviceCode(result)).toBe(code);
  });

  it("is four groups of three digits, whatever was measured", () => {
    const result = golden[0]?.result as DeviceResult;
    for (const value of [0, 1e-9, 7.5, 1e9, Number.POSITIVE_INFINITY]) {
      const measured = { fps: value, totalMs: value, sidePx: value, cameraFps: value };
      expect(deviceCode({ ...result, ...measured })).toMatch(/^\d{3}( \d{3}){3}$/);
    }
  });
});

describe("the check digits", () => {
  it("are those of ISO 7064 MOD 97-10", () => {
    // The standard's own example: 794 has the check characters 44.
    expect(checkDigits("794")).toBe("44");
    // 97 leaves nothing by 97, so the check digits have to leave 1: 98, not 01.
    expect(checkDigits("97")).toBe("98");
  });

  it("make a number that leaves 1 by 97", () => {
    for (let number = 0; number < 3_000; number += 7) {
      const digits = String(number);
      expect(Number(digits + checkDigits(digits)) % 97).toBe(1);
    }
  });
});
