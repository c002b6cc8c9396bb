"""How often somebody may fail to sign in, counted in the database for all web processes."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from therapy.accounts.models import SignInFailures

# Behind one address there may be a whole clinic.
ADDRESS_FACTOR = 10


def sign_in_wait_s(*, username: str, address: str) -> int:
    """Return for how many seconds no further try is taken; 0 when one is."""
    now = timezone.now()
    window = timedelta(seconds=settings.SIGN_IN_WINDOW_S)
    waits = [0]
    for key, allowed in _keys(username, address).items():
        row = SignInFailures.objects.filter(key=key, since__gt=now - window).first()
        if row is not None and row.count >= allowed:
            waits.append(int((row.since + window - now).total_seconds()) + 1)
    return max(waits)


def sign_in_failed(*, username: str, address: str) -> None:
    """Count a failed try for the name and for the address."""
    now = timezone.now()
    start = now - timedelta(seconds=settings.SIGN_IN_WINDOW_S)
    with transaction.atomic():
        SignInFailures.objects.filter(since__lte=start).delete()
        for key in _keys(username, address):
            SignInFailures.objects.get_or_create(key=key, defaults={"since": now})
            SignInFailures.objects.filter(key=key).update(count=F("count") + 1)


def sign_in_succeeded(*, username: str) -> None:
    """Forget the failures of a name; those of the address stay."""
    SignInFailures.objects.filter(key=_key("name", username.lower())).delete()


def _keys(username: str, address: str) -> dict[str, int]:
    allowed = settings.SIGN_IN_FAILURES_ALLOWED
    return {
        _key("name", username.lower()): allowed,
        _key("address", address): allowed * ADDRESS_FACTOR,
    }


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"sign-in-{kind}", value, algorithm="sha256").hexdigest()
