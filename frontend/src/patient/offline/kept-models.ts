import type { Later } from "./kept-files";
import { sha256Hex } from "./sha256-hex";

const CACHE = "plumbline-models";
const KEPT_MATCH: CacheQueryOptions = { ignoreVary: true };
/** A server that takes longer for one kilobyte is as good as away. */
const MANIFEST_LIMIT_MS = 3_000;

/**
 * The networks that were used, and the manifest that names them.
 *
 * What the manifest looks like is the detector's business: here a file is kept if its SHA-256
 * stands anywhere in it, and for as long as its name does.
 */
export class KeptModels {
  readonly #caches: CacheStorage;
  readonly #dir: string;

  /** @param dir the address of the models, with a slash at its end. */
  constructor(caches: CacheStorage, dir: string) {
    this.#caches = caches;
    this.#dir = dir;
  }

  covers(url: string): boolean {
    return url.startsWith(this.#dir);
  }

  answer(request: Request, later: Later): Promise<Response> {
    return request.url === this.#manifestUrl
      ? this.#answerManifest(request, later)
      : this.#answerFile(request, later);
  }

  get #manifestUrl(): string {
    return `${this.#dir}manifest.json`;
  }

  /** The server's manifest; the kept one where there is no server. */
  async #answerManifest(request: Request, later: Later): Promise<Response> {
    const cache = await this.#caches.open(CACHE);
    const kept = await cache.match(this.#manifestUrl, KEPT_MATCH);
    const limit = kept === undefined ? null : AbortSignal.timeout(MANIFEST_LIMIT_MS);
    const response = await fetch(request, { signal: limit }).catch((error: unknown) => {
      if (kept === undefined) throw error;
      return kept;
    });
    if (response.status === 200 && response !== kept) {
      later(this.#keepManifest(cache, response.clone()).catch(() => undefined));
      return response;
    }
    return kept ?? response;
  }

  async #keepManifest(cache: Cache, response: Response): Promise<void> {
    const text = await response.clone().text();
    const named = new Set(textsIn(JSON.parse(text)).map((name) => this.#dir + name));
    await cache.put(this.#manifestUrl, response);
    const urls = (await cache.keys()).map(({ url }) => url);
    const gone = urls.filter((url) => url !== this.#manifestUrl && !named.has(url));
    await Promise.all(gone.map((url) => cache.delete(url, KEPT_MATCH)));
  }

  async #answerFile(request: Request, later: Later): Promise<Response> {
    const cache = await this.#caches.open(CACHE);
    const kept = await cache.match(request.url, KEPT_MATCH);
    if (kept !== undefined) return kept;
    const response = await fetch(request);
    if (response.status === 200) {
      later(this.#keepFile(cache, request.url, response.clone()).catch(() => undefined));
    }
    return response;
  }

  async #keepFile(cache: Cache, url: string, response: Response): Promise<void> {
    const copy = response.clone();
    const digest = await sha256Hex(await response.arrayBuffer());
    if ((await this.#named(cache)).includes(digest)) {
      await cache.put(url, copy);
    } else {
      await copy.body?.cancel();
    }
  }

  /** Every text in the manifest: names and checksums among them. */
  async #named(cache: Cache): Promise<readonly string[]> {
    const kept = await cache.match(this.#manifestUrl, KEPT_MATCH);
    const manifest = kept ?? (await fetch(this.#manifestUrl));
    return manifest.ok ? textsIn(await manifest.json()) : [];
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
