import type { CheckView } from "./check-view";
import { deviceCode } from "./code/device-code";
import { outcomeOf, type Verdict } from "./measure/verdict";
import type { DeviceFacts } from "./surroundings/device-facts";

/** The help desk's code for a verdict and the figures that it was made of. */
export function codeOf(
  verdict: Verdict,
  { reading, current }: Pick<CheckView, "reading" | "current">,
  { name, isolated }: Pick<DeviceFacts, "name" | "isolated">,
): string {
  const image = reading?.image ?? null;
  return deviceCode({
    outcome: outcomeOf(verdict),
    runtime: current?.runtime ?? null,
    model: current?.model ?? null,
    isolated,
    fps: reading?.fps ?? null,
    totalMs: reading?.stages?.totalMs ?? null,
    browser: name.browser,
    system: name.system,
    sidePx: image && Math.min(image.widthPx, image.heightPx),
    cameraFps: reading?.cameraFps ?? null,
  });
}
