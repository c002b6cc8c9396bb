import type { CheckView } from "./check-view";
import type { DrawnFrame } from "./live-engine";

/** What the page is told: the view at every change, and each frame to draw. */
export class CheckStore {
  readonly #views = new Set<(view: CheckView) => void>();
  readonly #frames = new Set<(frame: DrawnFrame) => void>();
  #view: CheckView;

  constructor(view: CheckView) {
    this.#view = view;
  }

  get view(): CheckView {
    return this.#view;
  }

  /** Calls at once, then at every change; returns how to stop. */
  subscribe(listener: (view: CheckView) => void): () => void {
    this.#views.add(listener);
    listener(this.#view);
    return () => this.#views.delete(listener);
  }

  /** Calls with every frame; returns how to stop. */
  onFrame(listener: (frame: DrawnFrame) => void): () => void {
    this.#frames.add(listener);
    return () => this.#frames.delete(listener);
  }

  tell(change: Partial<CheckView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#views) listener(this.#view);
  }

  draw(frame: DrawnFrame): void {
    for (const listener of this.#frames) listener(frame);
  }
}
