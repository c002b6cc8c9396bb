/** Prints in the light theme whatever the screen shows, and lets canvases draw themselves again for it. */
export function preparePrinting(repaint: () => void): void {
  const root = document.documentElement;
  let before: string | undefined;
  window.addEventListener("beforeprint", () => {
    before = root.dataset.theme;
    root.dataset.theme = "light";
    for (const details of document.querySelectorAll<HTMLDetailsElement>("details[data-print]")) {
      details.open = true;
    }
    repaint();
  });
  window.addEventListener("afterprint", () => {
    if (before === undefined) delete root.dataset.theme;
    else root.dataset.theme = before;
    repaint();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}
