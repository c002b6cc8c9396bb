import type { KeptList } from "./kept-list";
import { sha256Hex } from "./sha256-hex";

const CACHE = "plumbline-files";
const KEPT_MATCH: CacheQueryOptions = { ignoreVary: true };

/** Hands work to the browser that may outlast the answer. */
export type Later = (work: Promise<unknown>) => void;

/**
 * Files that never change, kept by what they contain: their SHA-256 is part of the key. Versions
 * share them, so a new one fetches only what is really new, and nothing is kept that is not whole.
 */
export class KeptFiles {
  readonly #caches: CacheStorage;
  readonly #base: string;
  readonly #list: KeptList;
  /** Folders of built files: what is in them never changes, whichever version it is of. */
  readonly #folders: ReadonlySet<string>;

  /** @param base the address of static files, with a slash at its end. */
  constructor(caches: CacheStorage, base: string, list: KeptList) {
    this.#caches = caches;
    this.#base = base;
    this.#list = list;
    this.#folders = new Set(Object.keys(list.files).map(folderOf));
  }

  /** Whether this address is that of a file that never changes. */
  covers(url: string): boolean {
    return this.#nameOf(url) !== null;
  }

  /** Fetches what the pages need to open; rejects unless every file is there and right. */
  async fetchShell(): Promise<void> {
    await Promise.all(this.#list.shell.map((name) => this.#fetchOnce(name)));
  }

  /** The kept file, or the network's answer, which is kept if it is what this version names. */
  async answer(request: Request, later: Later): Promise<Response> {
    const cache = await this.#caches.open(CACHE);
    const name = this.#nameOf(request.url) ?? "";
    const kept = await this.#find(cache, request.url, name);
    if (kept !== undefined) return kept;
    const response = await fetch(request);
    if (name in this.#list.files && response.status === 200) {
      // Keeping it is a courtesy: with a full storage the page still has its file.
      later(this.#keep(cache, name, response.clone()).catch(() => undefined));
    }
    return response;
  }

  /** Deletes what this version does not name. */
  async prune(): Promise<void> {
    const cache = await this.#caches.open(CACHE);
    const named = new Set(Object.keys(this.#list.files).map((name) => this.#key(name)));
    const gone = (await cache.keys()).filter(({ url }) => !named.has(url));
    await Promise.all(gone.map((request) => cache.delete(request, KEPT_MATCH)));
  }

  /** A file of this version; one that only another version names is found by its address alone. */
  #find(cache: Cache, url: string, name: string): Promise<Response | undefined> {
    return name in this.#list.files
      ? cache.match(this.#key(name), KEPT_MATCH)
      : cache.match(url, { ...KEPT_MATCH, ignoreSearch: true });
  }

  async #fetchOnce(name: string): Promise<void> {
    const cache = await this.#caches.open(CACHE);
    if ((await cache.match(this.#key(name), KEPT_MATCH)) !== undefined) return;
    // What the page has just loaded comes from the browser's own cache, unless that is spoilt.
    for (const mode of ["default", "reload"] as const) {
      const response = await fetch(this.#base + name, { cache: mode, credentials: "omit" });
      if (response.status === 200 && (await this.#keep(cache, name, response))) return;
    }
    throw new Error(`${name} is not what this version names`);
  }

  /** Keeps the file if it is whole; answers whether it was. */
  async #keep(cache: Cache, name: string, response: Response): Promise<boolean> {
    const copy = response.clone();
    if ((await sha256Hex(await response.arrayBuffer())) !== this.#list.files[name]) {
      await copy.body?.cancel();
      return false;
    }
    await cache.put(this.#key(name), copy);
    return true;
  }

  #key(name: string): string {
    return `${this.#base}${name}?sha256=${this.#list.files[name]}`;
  }

  /** The file's name below the static address, or `null` for anything that may change. */
  #nameOf(url: string): string | null {
    const name = url.startsWith(this.#base) ? url.slice(this.#base.length) : "";
    return this.#folders.has(folderOf(name)) ? name : null;
  }
}

function folderOf(name: string): string {
  return name.slice(0, name.indexOf("/") + 1);
}
