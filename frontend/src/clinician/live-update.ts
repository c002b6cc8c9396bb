import { type AssessmentStatus, nextLook_ms, staleRecordings } from "./live-states";

const AFTER_FAILURE_MS = 5000;

/** Watches an assessment and swaps in each section whose recording moved on, without a reload. */
export class LiveUpdate {
  constructor(
    private readonly list: HTMLElement,
    private readonly mount: (section: HTMLElement) => void,
    private readonly announce: (text: string) => void,
  ) {}

  async look(): Promise<void> {
    const wait_ms = document.hidden ? AFTER_FAILURE_MS : await this.lookOnce();
    if (wait_ms !== null) setTimeout(() => void this.look(), wait_ms);
  }

  private async lookOnce(): Promise<number | null> {
    const address = this.list.dataset.status;
    if (address === undefined) return null;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return AFTER_FAILURE_MS;
      const status = (await answer.json()) as AssessmentStatus;
      for (const id of staleRecordings(this.shown(), status)) await this.replace(id);
      return nextLook_ms(status);
    } catch {
      // The network is away for a moment: the page still stands, and the next look tells more.
      return AFTER_FAILURE_MS;
    }
  }

  private shown(): Map<string, string> {
    const sections = this.list.querySelectorAll<HTMLElement>("[data-recording]");
    return new Map(
      [...sections].map((one) => [one.dataset.recording ?? "", one.dataset.state ?? ""]),
    );
  }

  private async replace(id: string): Promise<void> {
    const pattern = this.list.dataset.sectionPattern ?? "";
    const answer = await fetch(pattern.replace("00000000-0000-0000-0000-000000000000", id));
    if (!answer.ok) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = parsed.querySelector<HTMLElement>("[data-recording]");
    if (fresh === null) return;
    const section = document.importNode(fresh, true);
    const old = this.list.querySelector(`[data-recording="${id}"]`);
    if (old === null) this.list.append(section);
    else old.replaceWith(section);
    this.list.querySelector("[data-none-yet]")?.remove();
    this.mount(section);
    this.announce(section.dataset.announce ?? "");
  }
}
