import type { MultiposeEntry } from "../model-manifest";
import { type FromWorker, sharedNowMs, type ToWorker } from "./messages";
import type { Network } from "./network";
import { PersonFinder, type PictureToSearch } from "./person-finder";

type Say = (message: FromWorker) => void;

interface Waiting extends PictureToSearch {
  /** Of a picture that the page sent; `null` for one of the followed camera. */
  readonly id: number | null;
}

/**
 * The worker's desk: pictures that the page sends are answered one after the other; of a followed
 * camera at most one frame waits while one is worked on, the newest.
 */
export class FrameDesk {
  readonly #network: Network;
  readonly #finder: PersonFinder;
  readonly #say: Say;
  readonly #sent: Waiting[] = [];
  #newest: Waiting | null = null;
  #working = false;
  #watchesPeople = false;
  #reader: ReadableStreamDefaultReader<VideoFrame> | null = null;

  constructor(network: Network, say: Say) {
    this.#network = network;
    this.#finder = new PersonFinder(network);
    this.#say = say;
  }

  take(message: Exclude<ToWorker<never>, { type: "start" }>): void {
    switch (message.type) {
      case "detect": {
        const { picture, timeUs, sentAtMs, id, crop } = message;
        this.#sent.push({ picture, timeUs, readyAtMs: sentAtMs, id, crop });
        void this.#work();
        return;
      }
      case "follow":
        this.#unfollow();
        void this.#follow(message.frames.getReader());
        return;
      case "unfollow":
        this.#unfollow();
        return;
      case "people":
        void this.#watchPeople(message.entry);
        return;
      case "reset":
        this.#finder.reset();
        return;
    }
  }

  /** Without it the engine goes on as it did; the next start tries again. */
  async #watchPeople(entry: MultiposeEntry): Promise<void> {
    if (this.#watchesPeople) {
      return;
    }
    this.#watchesPeople = true;
    const network = await this.#network.loadPeople?.(entry).catch(() => undefined);
    if (network !== undefined) {
      this.#finder.watchPeople(network);
    }
  }

  async #follow(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    this.#reader = reader;
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const { value: picture } = part;
        if (this.#reader !== reader) {
          picture.close();
          await reader.cancel();
          return;
        }
        // A newer frame is there: the one that waits will not be looked at.
        this.#newest?.picture.close();
        const readyAtMs = sharedNowMs();
        this.#newest = { picture, timeUs: picture.timestamp, readyAtMs, id: null, crop: null };
        void this.#work();
      }
    } catch (error) {
      if (this.#reader === reader) {
        this.#say({ type: "follow_failed", detail: String(error) });
      }
    }
    if (this.#reader === reader) {
      this.#reader = null;
      this.#say({ type: "follow_ended" });
    }
  }

  /** The frame that was asked for is still to come: a stream that is cancelled before would lose it unclosed. */
  #unfollow(): void {
    this.#reader = null;
    this.#newest?.picture.close();
    this.#newest = null;
  }

  async #work(): Promise<void> {
    if (this.#working) {
      return;
    }
    this.#working = true;
    for (let next = this.#next(); next !== null; next = this.#next()) {
      await this.#answer(next);
      // Inference holds this thread: what came meanwhile is let in before the next is chosen.
      await letMessagesIn();
      if (this.#newest !== null) {
        // It was on its way since the last one was taken; the camera has a newer one.
        await shortly();
      }
    }
    this.#working = false;
  }

  #next(): Waiting | null {
    const next = this.#sent.shift() ?? this.#newest;
    if (next === this.#newest) {
      this.#newest = null;
    }
    return next;
  }

  async #answer(waiting: Waiting): Promise<void> {
    const { picture, id } = waiting;
    try {
      const answer = await this.#finder.find(waiting);
      this.#say(id === null ? { type: "followed", answer } : { type: "answer", id, answer });
    } catch (error) {
      const detail = String(error);
      if (id === null) {
        this.#say({ type: "follow_failed", detail });
      } else {
        this.#say({ type: "frame_failed", id, detail });
      }
    } finally {
      picture.close();
    }
  }
}

/** A frame that waits at the camera is here within this time. */
const NEWER_FRAME_MS = 4;

function shortly(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, NEWER_FRAME_MS));
}

const channel = new MessageChannel();

/** Resolves in a later task of this thread. */
function letMessagesIn(): Promise<void> {
  return new Promise((resolve) => {
    channel.port1.onmessage = () => resolve();
    channel.port2.postMessage(null);
  });
}
