"""The form for signing in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import ngettext

from therapy.accounts.throttle import sign_in_failed, sign_in_succeeded, sign_in_wait_s
from therapy.common.requests import client_address

WAIT = "wait"


class SignInForm(AuthenticationForm):
    """Name and password, with a pause after several wrong ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        """Check name and password unless too many were wrong of late."""
        username = self.cleaned_data.get("username") or ""
        address = client_address(self.request)
        wait_s = sign_in_wait_s(username=username, address=address)
        if wait_s:
            minutes = -(-wait_s // 60)
            text = ngettext(
                "Too many wrong passwords. Please wait %(minutes)d minute and try again.",
                "Too many wrong passwords. Please wait %(minutes)d minutes and try again.",
                minutes,
            )
            raise forms.ValidationError(text % {"minutes": minutes}, code=WAIT)
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            sign_in_failed(username=username, address=address)
            raise
        sign_in_succeeded(username=username)
        return cleaned
