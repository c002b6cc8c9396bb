import type { Playhead } from "./playhead";
import type { Stretch } from "./stretches";
import { neighbourStart_s } from "./stretches";

/** One press of an arrow key: about one frame of the replay. */
const STEP_S = 1 / 15;

/** Buttons, slider and keys of one replay; the template holds them, this makes them work. */
export function mountControls(
  player: HTMLElement,
  playhead: Playhead,
  repetitions: readonly Stretch[],
  describe: () => string[],
): void {
  const play = player.querySelector<HTMLButtonElement>("[data-play]");
  const slider = player.querySelector<HTMLInputElement>("[data-slider]");
  const readout = player.querySelector<HTMLElement>("[data-readout]");
  const speed = player.querySelector<HTMLSelectElement>("[data-speed]");
  const jump = (direction: 1 | -1) => {
    const sorted = repetitions.map((one) => ({ ...one, side: null }));
    const start_s = neighbourStart_s(sorted, playhead.time_s, direction);
    if (start_s !== null) playhead.seek(start_s);
    else if (direction === -1) playhead.seek(playhead.start_s);
  };
  if (slider !== null) {
    slider.min = String(playhead.start_s);
    slider.max = String(playhead.end_s);
    slider.addEventListener("input", () => playhead.seek(Number(slider.value)));
  }
  play?.addEventListener("click", () => playhead.toggle());
  speed?.addEventListener("change", () => playhead.setRate(Number(speed.value)));
  for (const [selector, direction] of [
    ["[data-previous]", -1],
    ["[data-next]", 1],
  ] as const) {
    const button = player.querySelector<HTMLButtonElement>(selector);
    button?.toggleAttribute("hidden", repetitions.length === 0);
    button?.addEventListener("click", () => jump(direction));
  }
  player.addEventListener("keydown", (event) => {
    if (handleKey(event, playhead, jump)) event.preventDefault();
  });
  const update = () => {
    const parts = describe();
    play?.setAttribute("aria-pressed", String(playhead.playing));
    if (readout !== null) readout.textContent = parts.join(" · ");
    if (slider === null) return;
    slider.value = String(playhead.time_s);
    slider.setAttribute("aria-valuetext", parts.join(", "));
  };
  playhead.subscribe(update);
  update();
}

function handleKey(
  event: KeyboardEvent,
  playhead: Playhead,
  jump: (direction: 1 | -1) => void,
): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const target = event.target as Element;
  if (target.matches("select, textarea, summary, a")) return false;
  const direction = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (direction !== 0) {
    if (event.shiftKey) jump(direction);
    else playhead.seek(playhead.time_s + direction * STEP_S);
    return true;
  }
  if (event.key === "Home") playhead.seek(playhead.start_s);
  else if (event.key === "End") playhead.seek(playhead.end_s);
  else if (event.key === " " && !target.matches("button")) playhead.toggle();
  else return false;
  return true;
}
