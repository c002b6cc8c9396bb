/** Prints in the light theme whatever the screen shows, and lets canvases draw themselves again for it. */
export function preparePrinting(repaint: (printing: boolean) => void): void {
  const root = document.documentElement;
  let before: string | undefined;
  window.addEventListener("beforeprint", () => {
    before = root.dataset.theme;
    root.dataset.theme = "light";
    repaint(true);
  });
  window.addEventListener("afterprint", () => {
    if (before === undefined) delete root.dataset.theme;
    else root.dataset.theme = before;
    repaint(false);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => repaint(false));
}
