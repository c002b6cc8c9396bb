import { createServer, type Server } from "node:http";

/** A server of texts by path, which can be changed, broken and stopped. */
export class FileServer {
  /** What is served; a path that is missing answers 404. */
  readonly texts = new Map<string, string>();
  /** Paths whose answers are other than 200. */
  readonly statuses = new Map<string, number>();
  /** Paths whose answers break off in the middle. */
  readonly broken = new Set<string>();
  /** Every path that was asked for, in order. */
  readonly asked: string[] = [];
  readonly #server: Server = createServer((request, response) => {
    const path = request.url ?? "";
    this.asked.push(path);
    const text = this.texts.get(path);
    if (this.broken.has(path)) {
      response.writeHead(200, { "Content-Length": "1000000" });
      response.end("half");
      request.socket.destroy();
      return;
    }
    response.writeHead(this.statuses.get(path) ?? (text === undefined ? 404 : 200), {
      "Cross-Origin-Embedder-Policy": "require-corp",
    });
    response.end(text);
  });

  /** Without a slash at its end; the same when it has stopped. */
  origin = "";

  async start(): Promise<this> {
    await new Promise<void>((ready) => this.#server.listen(0, "127.0.0.1", ready));
    const address = this.#server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    this.origin = `http://127.0.0.1:${port}`;
    return this;
  }

  /** Stopping twice is stopping once. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(done));
  }
}
