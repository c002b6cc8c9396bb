import { expect, it, vi } from "vitest";
import { FrameDesk } from "./frame-desk";
import type { FromWorker } from "./messages";
import type { Network } from "./network";

/** A camera's stream that is asked for one frame at a time, as one that was handed to a worker is. */
function camera() {
  const events: string[] = [];
  let source: ReadableStreamDefaultController<VideoFrame> | undefined;
  const frames = new ReadableStream<VideoFrame>(
    {
      start: (controller) => {
        source = controller;
      },
      cancel: () => void events.push("cancelled"),
    },
    { highWaterMark: 0 },
  );
  const send = (name: string) =>
    source?.enqueue({ close: () => events.push(`${name} closed`) } as unknown as VideoFrame);
  return { frames, send, events };
}

it("closes the frame that was on its way when it was told to stop, and only then lets the camera go", async () => {
  const said: FromWorker[] = [];
  const network = { sidePx: 192 } as unknown as Network;
  const desk = new FrameDesk(network, (message) => said.push(message));
  const { frames, send, events } = camera();
  desk.take({ type: "follow", frames });
  desk.take({ type: "unfollow" });
  expect(events).toEqual([]);
  send("the last");
  await vi.waitFor(() => expect(events).toEqual(["the last closed", "cancelled"]));
  expect(said).toEqual([]);
});

it("follows a second camera while the first still sends a frame", async () => {
  const desk = new FrameDesk({ sidePx: 192 } as unknown as Network, () => undefined);
  const [first, second] = [camera(), camera()];
  desk.take({ type: "follow", frames: first.frames });
  desk.take({ type: "follow", frames: second.frames });
  first.send("the late one");
  await vi.waitFor(() => expect(first.events).toEqual(["the late one closed", "cancelled"]));
  expect(second.events).toEqual([]);
  expect(second.frames.locked).toBe(true);
});
