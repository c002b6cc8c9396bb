"""What all views of the interface share: who asks, within which clinic, how large, how often."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from therapy.api.authentication import ApiKeyBearer, PatientSession, StaffSession
from therapy.api.bodies import check_body_size
from therapy.api.throttles import ActorThrottle
from therapy.audit.actors import Actor
from therapy.care.models import PatientLink
from therapy.common.errors import NotSignedIn
from therapy.common.tenancy import all_clinics, clinic_scope

Classes = Sequence[type[Any]]


class OpenView(APIView):
    """A view that anybody may ask, with a limit on the body."""

    authentication_classes: Classes = ()
    permission_classes: Classes = ()
    throttle_classes: Classes = ()
    parser_classes: Classes = (JSONParser,)
    renderer_classes: Classes = (JSONRenderer,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer within the scope that `initial` will choose; answers are never cached."""
        with ExitStack() as self.scopes:
            return never_cache(super().dispatch)(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a body that is too large before it is read."""
        check_body_size(request.META.get("CONTENT_LENGTH"))
        super().initial(request, *args, **kwargs)


class ActorView(OpenView):
    """A view for somebody who is known; it runs within their clinic."""

    throttle_classes: Classes = (ActorThrottle,)
    actor: Actor

    def check_permissions(self, request: Request) -> None:
        """Choose the clinic of who asks.

        Raises
        ------
        NotSignedIn
            When nobody is known to ask.
        """
        super().check_permissions(request)
        if not isinstance(request.auth, Actor):
            raise NotSignedIn(_("Please sign in first."))
        self.actor = request.auth
        if self.actor.clinic_id is None:
            self.scopes.enter_context(all_clinics("a platform operator's request"))
        else:
            self.scopes.enter_context(clinic_scope(self.actor.clinic_id))


class PatientView(ActorView):
    """A view for a patient who opened their link."""

    authentication_classes = (PatientSession,)

    @property
    def link(self) -> PatientLink:
        """The link that was opened, with its patient and clinic."""
        link: PatientLink = self.request._request.patient_link  # type: ignore[attr-defined]  # noqa: SLF001  set by PatientSession
        return link


class ReadView(ActorView):
    """A view for people of the clinic and for other systems."""

    authentication_classes = (ApiKeyBearer, StaffSession)


class StaffView(ActorView):
    """A view for people of the clinic alone."""

    authentication_classes = (StaffSession,)
