import type { Later } from "./kept-files";
import type { KeptList } from "./kept-list";

const PREFIX = "plumbline-pages-";
const KEPT_MATCH: CacheQueryOptions = { ignoreVary: true, ignoreSearch: true };

/**
 * The pages of one version, without anybody's data: they are fetched without cookies.
 *
 * A page opens from here at once and is fetched anew behind it. One that names other files than
 * this version's belongs to the next version, which brings its own pages.
 */
export class KeptPages {
  readonly #caches: CacheStorage;
  readonly #urls: readonly string[];
  readonly #base: string;
  readonly #list: KeptList;

  /**
   * @param urls the addresses of the pages, and of files that they name without a hash.
   * @param base the address of static files, with a slash at its end.
   */
  constructor(caches: CacheStorage, urls: readonly string[], base: string, list: KeptList) {
    this.#caches = caches;
    this.#urls = urls;
    this.#base = base;
    this.#list = list;
  }

  covers(url: string): boolean {
    return this.#urls.includes(addressOf(url));
  }

  /** Fetches every page; rejects unless each is there and of this version. */
  async fetchAll(): Promise<void> {
    const answers = await Promise.all(this.#urls.map((url) => this.#fetchPage(url)));
    const cache = await this.#open();
    await Promise.all(answers.map((answer, index) => cache.put(this.#urls[index] ?? "", answer)));
  }

  async answer(request: Request, later: Later): Promise<Response> {
    const url = addressOf(request.url);
    const cache = await this.#open();
    const kept = await cache.match(url, KEPT_MATCH);
    if (kept === undefined) return fetch(request);
    const renewed = this.#fetchPage(url).then((answer) => cache.put(url, answer));
    // Without a network, or with a newer version's page, the kept one stays.
    later(renewed.catch(() => undefined));
    return kept;
  }

  /** Deletes the pages of every other version. */
  async prune(): Promise<void> {
    const names = await this.#caches.keys();
    const gone = names.filter((name) => name.startsWith(PREFIX) && name !== this.#name);
    await Promise.all(gone.map((name) => this.#caches.delete(name)));
  }

  get #name(): string {
    return PREFIX + this.#list.version;
  }

  #open(): Promise<Cache> {
    return this.#caches.open(this.#name);
  }

  async #fetchPage(url: string): Promise<Response> {
    const response = await fetch(url, { cache: "no-store", credentials: "omit" });
    if (response.status !== 200 || response.redirected) {
      throw new Error(`${url}: the server answered ${response.status}`);
    }
    const strange = this.#filesIn(await response.clone().text()).filter(
      (name) => !(name in this.#list.files),
    );
    if (strange.length > 0) throw new Error(`${url} is of another version: ${strange.join(", ")}`);
    return response;
  }

  /** The built files that a page names. */
  #filesIn(html: string): readonly string[] {
    const path = new URL(this.#base).pathname;
    const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name ?? "");
    const files = named.filter((name) => name.startsWith(`${path}assets/`));
    return files.map((name) => name.slice(path.length));
  }
}

/** The address without query and fragment. */
function addressOf(url: string): string {
  return url.replace(/[?#].*$/, "");
}
