import type { Message } from "../api/messages";

/** What the server answered. */
export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON; `null` where there was none. */
  readonly body: unknown;
  /** Seconds that the server asks to wait, from `Retry-After`; `null` where it does not. */
  readonly retryAfterS: number | null;
}

/** The server could not be reached, or did not answer in time. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

export interface ApiClientOptions {
  /** Address before `/api/v1`; empty for the page's own server. */
  readonly origin?: string;
  /** The CSRF token, from the cookie that `GET /patient/session` sets. */
  readonly csrfToken?: () => string | null;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
const CSRF_COOKIE = "csrftoken";

/** Speaks to `/api/v1`: cookie, CSRF header, time limit, JSON and problem+json. Every status is an answer, not an error. */
export class ApiClient {
  readonly #base: string;
  readonly #csrfToken: () => string | null;
  readonly #timeoutMs: number;

  constructor(options: ApiClientOptions = {}) {
    this.#base = `${options.origin ?? ""}/api/v1`;
    this.#csrfToken = options.csrfToken ?? csrfCookie;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  get(path: string): Promise<ApiAnswer> {
    return this.#fetch("GET", path, null, {});
  }

  send(method: "POST" | "PUT" | "DELETE", path: string, body: unknown): Promise<ApiAnswer> {
    return this.#change(method, path, JSON.stringify(body), { "Content-Type": "application/json" });
  }

  /** Sends bytes as they are. */
  put(
    path: string,
    body: Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer> {
    return this.#change("PUT", path, body, headers);
  }

  async #change(
    method: string,
    path: string,
    body: BodyInit,
    headers: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer> {
    if (this.#csrfToken() === null) {
      await this.get("/patient/session");
    }
    return this.#fetch(method, path, body, { ...headers, "X-CSRFToken": this.#csrfToken() ?? "" });
  }

  async #fetch(
    method: string,
    path: string,
    body: BodyInit | null,
    headers: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer> {
    try {
      const response = await fetch(this.#base + path, {
        method,
        body,
        headers: { Accept: "application/json, application/problem+json", ...headers },
        credentials: "same-origin",
        cache: "no-store",
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: parsed(text),
        retryAfterS: seconds(response.headers.get("Retry-After")),
      };
    } catch (error) {
      throw new NetworkError(`${method} ${path}: ${String(error)}`, { cause: error });
    }
  }
}

/** The `code` of a problem+json body; empty where there is none. */
export function problemCode(answer: ApiAnswer): string {
  const code = problemMember(answer, "code");
  return typeof code === "string" ? code : "";
}

/** One member of a problem+json body; `undefined` where there is none. */
export function problemMember({ body }: ApiAnswer, key: keyof Message<"Problem">): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, key) : undefined;
}

function parsed(text: string): unknown {
  if (text === "") {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's own error page
  }
}

function seconds(header: string | null): number | null {
  const value = Number(header ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? value : null;
}

function csrfCookie(): string | null {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith(`${CSRF_COOKIE}=`));
  return cookie === undefined ? null : decodeURIComponent(cookie.slice(CSRF_COOKIE.length + 1));
}
