/** Where the replay stands. Curve, sway path, figure and controls all follow one playhead. */
export class Playhead {
  private time: number;
  private running = false;
  private speed = 1;
  private lastTick_ms: number | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly start_s: number,
    readonly end_s: number,
    private readonly requestTick: (tick: (now_ms: number) => void) => void,
  ) {
    this.time = start_s;
  }

  get time_s(): number {
    return this.time;
  }

  get playing(): boolean {
    return this.running;
  }

  get rate(): number {
    return this.speed;
  }

  subscribe(listener: () => void): void {
    this.listeners.add(listener);
  }

  setRate(rate: number): void {
    this.speed = rate;
    this.announce();
  }

  seek(time_s: number): void {
    this.time = Math.min(Math.max(time_s, this.start_s), this.end_s);
    this.announce();
  }

  toggle(): void {
    if (this.running) this.pause();
    else this.play();
  }

  pause(): void {
    this.running = false;
    this.announce();
  }

  play(): void {
    if (this.running) return;
    if (this.time >= this.end_s) this.time = this.start_s;
    this.running = true;
    this.lastTick_ms = null;
    this.announce();
    this.requestTick((now_ms) => this.tick(now_ms));
  }

  private tick(now_ms: number): void {
    if (!this.running) return;
    if (this.lastTick_ms !== null) {
      this.time += ((now_ms - this.lastTick_ms) / 1000) * this.speed;
    }
    this.lastTick_ms = now_ms;
    if (this.time >= this.end_s) {
      this.time = this.end_s;
      this.running = false;
    } else {
      this.requestTick((next_ms) => this.tick(next_ms));
    }
    this.announce();
  }

  private announce(): void {
    for (const listener of this.listeners) listener();
  }
}
