"""Signing in."""

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from therapy.accounts.forms import WAIT, SignInForm


class SignInView(LoginView):
    """The page on which a clinic's staff sign in."""

    authentication_form = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again; 429 while no further try is taken."""
        response = super().form_invalid(form)
        if form.has_error("__all__", code=WAIT):
            response.status_code = 429
        return response
