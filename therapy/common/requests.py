"""What a request says about where it comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest | None) -> str:
    """Return the network address of who asks; behind a proxy the one that the proxy saw."""
    if request is None:
        return ""
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "")
        # The last entry is the proxy's own; those before it may be the sender's invention.
        if last := forwarded.rpartition(",")[2].strip():
            return last
    return str(request.META.get("REMOTE_ADDR", ""))


def public_address(request: HttpRequest) -> str:
    """Return what patients' links begin with: the configured address, or the request's own."""
    configured: str = settings.PLUMBLINE_ADDRESS
    return configured or request.build_absolute_uri("/").rstrip("/")


def is_own_machine(host: str) -> bool:
    """Whether a host is the machine that asks, so that no other can open it."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
