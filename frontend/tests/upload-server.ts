import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

export interface ServerRecording {
  readonly facts: unknown;
  readonly chunks: Map<number, { body: Uint8Array; digest: string }>;
  complete: Record<string, unknown> | null;
  answers: unknown;
}

/** What a test may do instead of the normal answer: a status and body, or `cut` to drop the line after the work is done. */
export type Interference =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | "cut_before"
  | "cut_after";

/** A real HTTP server that speaks `docs/reference/upload-and-patient-api.md`, in memory. */
export class UploadServer {
  readonly assessments = new Map<string, unknown>();
  readonly recordings = new Map<string, ServerRecording>();
  readonly manual = new Map<string, unknown>();
  readonly requests: string[] = [];
  readonly csrf: (string | undefined)[] = [];
  /** Asked before every request, which waits for it; `null` answers normally. */
  interfere: (request: string) => Interference | null | Promise<null> = () => null;
  readonly #server: Server;
  #awaited: { readonly count: number; readonly resolve: () => void }[] = [];
  origin = "";

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  async start(): Promise<this> {
    await new Promise<void>((ready) => this.#server.listen(0, "127.0.0.1", ready));
    const address = this.#server.address();
    if (address === null || typeof address === "string") {
      throw new Error("the server has no port");
    }
    this.origin = `http://127.0.0.1:${address.port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(done));
  }

  /** Resolves when so many requests have come. */
  reaches(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited.push({ count, resolve });
      this.#settle();
    });
  }

  #settle(): void {
    const due = this.#awaited.filter(({ count }) => this.requests.length >= count);
    this.#awaited = this.#awaited.filter((one) => !due.includes(one));
    for (const { resolve } of due) {
      resolve();
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "").replace("/api/v1", "");
    const name = `${request.method} ${path}`;
    this.requests.push(name);
    this.#settle();
    this.csrf.push(request.headers["x-csrftoken"]);
    const body = await bytesOf(request);
    const wish = await this.interfere(name);
    if (wish === "cut_before") {
      request.socket.destroy();
      return;
    }
    if (wish !== null && wish !== "cut_after") {
      answer(response, wish.status, wish.body ?? {}, wish.headers);
      return;
    }
    const [status, json] = await this.#answerTo(request, path, body);
    if (wish === "cut_after") {
      request.socket.destroy();
      return;
    }
    answer(response, status, json);
  }

  async #answerTo(
    request: IncomingMessage,
    path: string,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<[number, unknown]> {
    const [, collection, id = "", part = "", number = ""] = path.split("/");
    if (path === "/patient/session") {
      return [200, { state: "open" }];
    }
    if (path === "/patient/assessments") {
      return added(this.assessments, json(body));
    }
    if (path === "/patient/manual-entries") {
      return added(this.manual, json(body));
    }
    if (collection !== "recordings") {
      return [404, { code: "not_found" }];
    }
    if (id === "") {
      return this.#create(json(body));
    }
    const recording = this.recordings.get(id);
    if (recording === undefined) {
      return [404, { code: "not_found" }];
    }
    if (part === "chunks") {
      return putChunk(recording, Number(number), request.headers["content-digest"] ?? "", body);
    }
    if (part === "answers") {
      recording.answers = json(body);
      return [200, {}];
    }
    return part === "complete" ? complete(recording, json(body)) : [404, { code: "not_found" }];
  }

  #create(body: Record<string, unknown>): [number, unknown] {
    const id = String(body.id);
    if (!this.assessments.has(String(body.assessment))) {
      return [404, { code: "not_found" }];
    }
    const known = this.recordings.get(id);
    if (known !== undefined) {
      return JSON.stringify(known.facts) === JSON.stringify(body.facts)
        ? [200, {}]
        : [409, { code: "other_facts" }];
    }
    this.recordings.set(id, {
      facts: body.facts,
      chunks: new Map(),
      complete: null,
      answers: null,
    });
    return [201, {}];
  }
}

async function putChunk(
  recording: ServerRecording,
  sequence: number,
  header: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<[number, unknown]> {
  const digest = await digestHeader(body);
  if (digest !== header) {
    return [422, { code: "wrong_digest" }];
  }
  const known = recording.chunks.get(sequence);
  if (known !== undefined) {
    return known.digest === digest ? [200, {}] : [409, { code: "other_digest" }];
  }
  recording.chunks.set(sequence, { body, digest });
  return [201, {}];
}

async function complete(
  recording: ServerRecording,
  body: Record<string, unknown>,
): Promise<[number, unknown]> {
  const count = Number(body.count);
  const missing: [number, number][] = [];
  const digests: Uint8Array[] = [];
  for (let sequence = 0; sequence < count; sequence += 1) {
    const chunk = recording.chunks.get(sequence);
    if (chunk === undefined) {
      missing.push([sequence, sequence]);
    } else {
      digests.push(raw(chunk.digest));
    }
  }
  if (missing.length > 0) {
    return [422, { code: "chunks_missing", missing }];
  }
  const joined = new Uint8Array(digests.flatMap((digest) => [...digest]));
  if ((await digestHeader(joined)) !== body.digest) {
    return [422, { code: "other_digest" }];
  }
  const first = recording.complete === null;
  recording.complete ??= body;
  return [first ? 202 : 200, {}];
}

function added(map: Map<string, unknown>, body: Record<string, unknown>): [number, unknown] {
  const known = map.has(String(body.id));
  map.set(String(body.id), body);
  return [known ? 200 : 201, {}];
}

async function digestHeader(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha-256=:${btoa(String.fromCharCode(...digest))}:`;
}

function raw(header: string): Uint8Array {
  return Uint8Array.from(atob(header.slice("sha-256=:".length, -1)), (letter) =>
    letter.charCodeAt(0),
  );
}

function json(body: Uint8Array): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: number[] = [];
  for await (const part of request) {
    parts.push(...part);
  }
  return new Uint8Array(parts);
}

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
