"""Counts what goes over the wire: a proxy between a browser and the product.

A browser's own figures miss what its threads and its service worker ask for; whatever comes
through here was really sent.
"""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import urlsplit

# What concerns one connection alone.
HOP = {"connection", "keep-alive", "transfer-encoding"}
OWN = {*HOP, "content-length"}
KINDS = {
    ".wasm": "runtime (WASM)",
    ".tflite": "network",
    ".bin": "network",
    ".js": "scripts",
    ".css": "styles",
    ".woff2": "fonts",
    ".png": "pictures",
    ".svg": "pictures",
}


class Wire:
    """Bytes of answers by path: status line, headers and body as they were sent, compressed."""

    def __init__(self) -> None:
        self.address = ""
        self._bytes: dict[str, int] = defaultdict(int)
        self._times: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    def count(self, path: str, size: int) -> None:
        """Add one answer."""
        with self._lock:
            self._bytes[path] += size
            self._times[path] += 1

    def by_path(self) -> dict[str, int]:
        """Return the bytes of each path, the largest first."""
        with self._lock:
            return dict(sorted(self._bytes.items(), key=lambda item: -item[1]))

    def by_kind(self) -> dict[str, int]:
        """Return the bytes of each kind of file, the largest first."""
        sums: dict[str, int] = defaultdict(int)
        for path, size in self.by_path().items():
            sums[_kind(path)] += size
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    def asked_twice(self) -> list[str]:
        """Return the files that were sent more than once."""
        with self._lock:
            often = [path for path, times in self._times.items() if times > 1]
        return sorted(path for path in often if PurePosixPath(path).suffix in KINDS)


def _kind(path: str) -> str:
    if path.startswith("/api/"):
        return "API"
    return KINDS.get(PurePosixPath(path).suffix, "pages and manifests")


@contextmanager
def counted(address: str) -> Iterator[Wire]:
    """Serve ``address`` under ``wire.address`` until the block ends."""
    wire = Wire()
    host = urlsplit(address).netloc

    class Handler(_Forward):
        upstream = host
        counts = wire

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    wire.address = f"http://localhost:{server.server_address[1]}"
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Forward(BaseHTTPRequestHandler):
    """Passes one request on as it is, and counts its answer."""

    protocol_version = "HTTP/1.1"
    upstream: str
    counts: Wire

    def _forward(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        connection = HTTPConnection(self.upstream, timeout=60)
        try:
            headers = {n: v for n, v in self.headers.items() if n.lower() not in HOP}
            connection.request(self.command, self.path, body, headers)
            self._answer(connection.getresponse())
        except ConnectionError:
            self.close_connection = True  # the browser has gone to another page
        finally:
            connection.close()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _forward  # noqa: N815  the base class's names

    def _answer(self, answer: HTTPResponse) -> None:
        body = answer.read()
        headers = [(n, v) for n, v in answer.getheaders() if n.lower() not in OWN]
        if answer.status not in {204, 304}:
            headers.append(("Content-Length", str(len(body))))
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{n}: {v}" for n, v in headers)]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        self.wfile.write(head + body)
        self.counts.count(urlsplit(self.path).path, len(head) + len(body))

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: standard output holds the result alone."""
