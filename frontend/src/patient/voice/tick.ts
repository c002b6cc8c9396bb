const TICK_HZ = 740;
const TICK_S = 0.07;
const LOUDNESS = 0.22;

/** A soft wooden tick for a counted repetition. */
export class Tick {
  #audio: AudioContext | null = null;

  /** Browsers let sound out only after a tap: call it from a button. */
  unlock(): void {
    if (this.#audio !== null || !("AudioContext" in globalThis)) return;
    this.#audio = new AudioContext();
  }

  play(): void {
    const audio = this.#audio;
    if (audio === null || audio.state !== "running") return;
    const now = audio.currentTime;
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.type = "triangle";
    tone.frequency.setValueAtTime(TICK_HZ, now);
    loudness.gain.setValueAtTime(0, now);
    loudness.gain.linearRampToValueAtTime(LOUDNESS, now + 0.004);
    loudness.gain.exponentialRampToValueAtTime(0.001, now + TICK_S);
    tone.connect(loudness).connect(audio.destination);
    tone.start(now);
    tone.stop(now + TICK_S);
  }

  close(): void {
    void this.#audio?.close();
    this.#audio = null;
  }
}
