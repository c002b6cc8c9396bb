"""How often who may ask: generous to people, a wall to guessing."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from therapy.audit.actors import Actor


class LinkOpeningThrottle(SimpleRateThrottle):
    """Opening links, per address: tokens cannot be guessed, and nobody should try."""

    scope = "link_opening"
    rate = "120/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:  # noqa: ARG002  the framework's signature
        """Count per address of the sender."""
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


class ActorThrottle(SimpleRateThrottle):
    """Everything else, per link, person or key."""

    scope = "actor"
    rate = "1200/min"

    def get_cache_key(self, request: Request, view: Any) -> str | None:  # noqa: ARG002  the framework's signature
        """Count per actor; who is not known is refused elsewhere."""
        if not isinstance(request.auth, Actor):
            return None
        ident = f"{request.auth.kind}-{request.auth.id}"
        return self.cache_format % {"scope": self.scope, "ident": ident}
