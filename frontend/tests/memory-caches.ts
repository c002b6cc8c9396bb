/** The parts of the browser's `CacheStorage` that are used; Node has none. */
export class MemoryCaches {
  readonly caches = new Map<string, MemoryCache>();

  asCacheStorage(): CacheStorage {
    return this as unknown as CacheStorage;
  }

  async open(name: string): Promise<Cache> {
    const cache = this.caches.get(name) ?? new MemoryCache();
    this.caches.set(name, cache);
    return cache as unknown as Cache;
  }

  async keys(): Promise<string[]> {
    return [...this.caches.keys()];
  }

  async delete(name: string): Promise<boolean> {
    return this.caches.delete(name);
  }

  /** Every address that is kept, without the server's own part and the checksum. */
  paths(): string[] {
    const urls = [...this.caches.values()].flatMap((cache) => [...cache.answers.keys()]);
    return urls.map((url) => new URL(url).pathname).sort();
  }
}

interface Kept {
  readonly body: ArrayBuffer;
  readonly status: number;
  readonly headers: Headers;
}

class MemoryCache {
  readonly answers = new Map<string, Kept>();

  async match(
    url: string,
    options: { readonly ignoreSearch?: boolean } = {},
  ): Promise<Response | undefined> {
    const plain = (each: string) => (options.ignoreSearch === true ? each.split("?")[0] : each);
    const found = [...this.answers].find(([key]) => plain(key) === plain(url));
    return found && new Response(found[1].body, found[1]);
  }

  /** As a browser does, it keeps nothing of an answer that breaks off. */
  async put(url: string, response: Response): Promise<void> {
    const { status, headers } = response;
    this.answers.set(url, { body: await response.arrayBuffer(), status, headers });
  }

  async keys(): Promise<{ readonly url: string }[]> {
    return [...this.answers.keys()].map((url) => ({ url }));
  }

  async delete(key: string | { readonly url: string }): Promise<boolean> {
    return this.answers.delete(typeof key === "string" ? key : key.url);
  }
}
