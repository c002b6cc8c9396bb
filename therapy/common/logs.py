"""The request's id in every log line."""

import logging
from contextvars import ContextVar
from uuid import uuid4

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def new_request_id() -> str:
    """Return a short random id."""
    return uuid4().hex[:16]


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each record; "-" outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set the attribute and keep the record."""
        record.request_id = request_id.get()
        return True
