"""What every request passes through: an id for the logs, headers, answers to domain errors."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from therapy.common.errors import DomainError
from therapy.common.logs import new_request_id, request_id
from therapy.common.problems import problem_response

GetResponse = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger("therapy.requests")


class RequestIdMiddleware:
    """Give each request an id, which its log lines and its answer carry, and log one line.

    The line holds the path but neither query nor address: those may say who a patient is.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under a fresh id.

        It stays until the next request: Django logs a failed one after this has returned.
        """
        request_id.set(new_request_id())
        started = time.monotonic()
        response = self.get_response(request)
        response["X-Request-Id"] = request_id.get()
        elapsed_ms = (time.monotonic() - started) * 1000
        logger.debug(
            "%s %s %s %.0f ms", request.method, request.path, response.status_code, elapsed_ms
        )
        return response


class IsolationHeadersMiddleware:
    """Keep every page and file cross-origin isolated, which threads in WebAssembly need."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the isolating headers."""
        response = self.get_response(request)
        response["Cross-Origin-Embedder-Policy"] = "require-corp"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class DomainErrorMiddleware:
    """Turn a domain error that a view let through into an answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a domain error as a problem document or, for pages, as a page."""
        if not isinstance(exception, DomainError):
            return None
        if request.path.startswith("/api/"):
            return problem_response(exception)
        template = f"{exception.status}.html" if exception.status in {400, 403, 404} else "400.html"
        context = {"detail": exception.detail, "title": exception.title}
        return render(request, template, context, status=exception.status)
