const MUTED_KEY = "plumbline.voice-muted";

/** Speaks, one sentence at a time, with the browser's own voice; silent where it has none. */
export class Voice {
  #muted: boolean;
  #unlocked = false;
  readonly #synthesis: SpeechSynthesis | null;

  constructor(
    private readonly language: string,
    private readonly device: Pick<Storage, "getItem" | "setItem">,
  ) {
    this.#synthesis = "speechSynthesis" in globalThis ? globalThis.speechSynthesis : null;
    this.#muted = device.getItem(MUTED_KEY) === "1";
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** Whether a sentence is being said now, as far as the browser tells. */
  get speaking(): boolean {
    return !this.#muted && (this.#synthesis?.speaking ?? false);
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.device.setItem(MUTED_KEY, muted ? "1" : "0");
    if (muted) this.#synthesis?.cancel();
  }

  /** Some phones speak only after a first word within a tap. Call it from a button. */
  unlock(): void {
    if (this.#unlocked) return;
    this.#unlocked = true;
    this.#synthesis?.speak(new SpeechSynthesisUtterance(""));
  }

  /** Says it now; what was being said stops, so that words never lag behind the movement. */
  say(text: string): void {
    if (this.#muted || this.#synthesis === null || text === "") return;
    this.#synthesis.cancel();
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = this.language;
    utterance.rate = 0.95;
    this.#synthesis.speak(utterance);
  }

  hush(): void {
    this.#synthesis?.cancel();
  }
}
