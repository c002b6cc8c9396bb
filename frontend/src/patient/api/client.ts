import type { Message } from "../../api/messages";
import type { AssessmentOutcome, Clinic, SessionAnswer } from "./types";

/** A refusal that the server worded: `application/problem+json`. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly attemptsLeft: number | null,
    readonly clinic: Clinic | null,
  ) {
    super(`${status} ${code}`);
  }
}

/** The server could not be reached, or did not answer in time. */
export class OfflineError extends Error {
  override readonly name = "OfflineError";
}

/** A line that delivers nothing for so long is as good as none. */
const ANSWER_LIMIT_MS = 10_000;

function unreachable(cause: unknown): never {
  throw new OfflineError("the server could not be reached", { cause });
}

/** Where the pages and the API are: the data attributes of `#app`. */
export interface Addresses {
  readonly api: string;
  readonly home: string;
  readonly exercise: string;
  readonly deviceCheck: string;
  readonly static: string;
  /** The service worker's script; empty where the pages shall not be kept. */
  readonly offlineWorker: string;
}

/** Reads the addresses that the page's template gave. */
export function addressesOf(data: DOMStringMap): Addresses {
  return {
    api: data.apiUrl ?? "/api/v1/",
    home: data.homeUrl ?? "/patient/",
    exercise: data.exerciseUrl ?? "/patient/exercise/",
    deviceCheck: data.deviceCheckUrl ?? "/device-check/",
    static: data.staticUrl ?? "/static/",
    offlineWorker: data.offlineWorkerUrl ?? "",
  };
}

/** The value of a cookie, or the empty string. */
export function cookieValue(cookies: string, name: string): string {
  for (const part of cookies.split(";")) {
    const [key, ...rest] = part.trim().split("=");
    if (key === name) return decodeURIComponent(rest.join("="));
  }
  return "";
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = await response.json().catch(() => null);
  const record: Partial<Record<keyof Message<"Problem">, unknown>> =
    body !== null && typeof body === "object" ? body : {};
  const attempts = record.attempts_left;
  const clinic = record.clinic;
  return new ApiProblem(
    response.status,
    typeof record.code === "string" ? record.code : "unknown",
    typeof record.detail === "string" ? record.detail : "",
    typeof attempts === "number" ? attempts : null,
    clinic !== null && typeof clinic === "object" ? (clinic as Clinic) : null,
  );
}

/** The patient's side of `/api/v1/`, with the session's cookie and the CSRF header. */
export class PatientApi {
  constructor(private readonly base: string) {}

  session(): Promise<SessionAnswer> {
    return this.send<SessionAnswer>("GET", "patient/session");
  }

  open(token: string, birthDate: string): Promise<SessionAnswer> {
    const body: Message<"SessionOpen"> = { token, birth_date: birthDate };
    return this.send<SessionAnswer>("POST", "patient/session", body);
  }

  async close(): Promise<void> {
    await this.send("DELETE", "patient/session");
  }

  async consent(purpose: "care" | "research", textVersion: string, granted: boolean) {
    const body: Message<"ConsentAnswer"> = { purpose, text_version: textVersion, granted };
    await this.send("POST", "patient/consents", body);
  }

  outcome(assessment: string): Promise<AssessmentOutcome> {
    return this.send<AssessmentOutcome>("GET", `patient/assessments/${assessment}`);
  }

  /** Sends one request; the answer is `null` where the server sent none. */
  async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (method !== "GET") headers["X-CSRFToken"] = cookieValue(document.cookie, "csrftoken");
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const how: RequestInit = { credentials: "same-origin", cache: "no-store", signal };
    const request: RequestInit = { method, headers, ...how };
    if (body !== undefined) request.body = JSON.stringify(body);
    const response = await fetch(this.base + path, request).catch(unreachable);
    if (!response.ok) throw await problemOf(response);
    return response.status === 204
      ? (null as Answer)
      : ((await response.json().catch(unreachable)) as Answer);
  }
}
