"""Signing in."""

from django.contrib.auth.views import LoginView


class SignInView(LoginView):
    """The page on which a clinic's staff sign in."""

    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True
