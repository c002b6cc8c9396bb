import { DetectorStartError } from "../detector";
import { FrameDesk } from "./frame-desk";
import type { FromWorker, ToWorker } from "./messages";
import type { Network } from "./network";

/** Starts a network; `progress` takes how far it has come, 0 to 1. */
export type StartNetwork<Start> = (
  start: Start,
  progress: (fraction: number) => void,
) => Promise<Network>;

/** What every pose worker does: starts its network once, then answers frames. */
export function serve<Start>(startNetwork: StartNetwork<Start>): void {
  let desk: FrameDesk | null = null;
  const say = (message: FromWorker): void => self.postMessage(message);
  const begin = async (start: Start): Promise<void> => {
    const network = await startNetwork(start, (fraction) => say({ type: "progress", fraction }));
    // The first inference compiles and allocates: it belongs to the start, not to the first frame.
    await network.run(new Uint8Array(network.sidePx ** 2 * 4));
    desk = new FrameDesk(network, say);
    say({ type: "started" });
  };
  self.onmessage = (event: MessageEvent<ToWorker<Start>>): void => {
    const message = event.data;
    if (message.type !== "start") {
      desk?.take(message);
      return;
    }
    begin(message.start).catch((error: unknown) => {
      const reason = error instanceof DetectorStartError ? error.reason : "start_failed";
      say({ type: "failed", reason, detail: String(error) });
    });
  };
}
