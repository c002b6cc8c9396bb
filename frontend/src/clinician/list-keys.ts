/** Moves through a list of rows without the mouse: j and k, Enter opens, d is done, / searches, u undoes. */
export function mountListKeys(list: HTMLElement): void {
  const rows = () => [...list.querySelectorAll<HTMLElement>("[data-row]")];
  const current = () => rows().findIndex((row) => row.contains(document.activeElement));
  const go = (step: number) => {
    const all = rows();
    const next = current() < 0 ? (step > 0 ? 0 : all.length - 1) : current() + step;
    all[Math.min(Math.max(next, 0), all.length - 1)]?.querySelector<HTMLElement>("a")?.focus();
  };
  const press = (scope: ParentNode | undefined, selector: string) =>
    scope?.querySelector<HTMLElement>(selector)?.click();
  document.addEventListener("keydown", (event) => {
    const target = event.target as Element;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (target.matches("input, select, textarea, [contenteditable]")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "d") press(rows()[current()], "[data-done]");
    else if (event.key === "u") press(document, "[data-undo]");
    else if (event.key === "/") document.querySelector<HTMLElement>("[data-search]")?.focus();
    else return;
    event.preventDefault();
  });
}
