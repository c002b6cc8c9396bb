import "uplot/dist/uPlot.min.css";
import type { AngleChart } from "./angle-chart";
import { LiveUpdate } from "./live-update";
import { preparePrinting } from "./printing";
import { mountRecording } from "./recording-section";

const charts = new Set<AngleChart>();

async function mount(section: HTMLElement): Promise<void> {
  const chart = await mountRecording(section);
  if (chart !== null) charts.add(chart);
}

const list = document.querySelector<HTMLElement>("[data-recordings]");
const news = document.querySelector<HTMLElement>("[data-news]");

if (list !== null) {
  for (const section of list.querySelectorAll<HTMLElement>("[data-recording]")) void mount(section);
  const live = new LiveUpdate(
    list,
    (section) => void mount(section),
    (text) => {
      if (news !== null) news.textContent = text;
    },
  );
  void live.look();
}

preparePrinting((printing) => {
  for (const chart of charts) chart.repaint(printing);
});

// Print with the pictures in the light theme; the button is the page's own.
document.querySelector("[data-print-page]")?.addEventListener("click", () => window.print());
