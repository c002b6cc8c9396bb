"""Typed readers of the environment: every setting that a deployment may choose comes through here."""

import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


def env_text(name: str, default: str, *, environ: Mapping[str, str] = os.environ) -> str:
    """Return the variable as it is, or the default when it is absent or empty."""
    return environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool, environ: Mapping[str, str] = os.environ) -> bool:
    """Return the variable as a yes or no.

    Raises
    ------
    ImproperlyConfigured
        If it is neither one of 1, true, yes, on nor one of 0, false, no, off.
    """
    raw = environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(
        f"{name} must be 1 or 0 (or true/false, yes/no, on/off), not {raw!r}"
    )


def env_int(
    name: str,
    default: int,
    *,
    minimum: int | None = None,
    environ: Mapping[str, str] = os.environ,
) -> int:
    """Return the variable as a whole number.

    Raises
    ------
    ImproperlyConfigured
        If it is no whole number, or below `minimum`.
    """
    raw = environ.get(name, "").strip()
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}") from None
    if minimum is not None and value < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}, not {value}")
    return value


def env_list(
    name: str, default: tuple[str, ...] = (), *, environ: Mapping[str, str] = os.environ
) -> list[str]:
    """Return the comma-separated variable as a list without empty entries."""
    raw = environ.get(name)
    if raw is None:
        return list(default)
    return [entry.strip() for entry in raw.split(",") if entry.strip()]


def env_secret(
    name: str,
    *,
    hint: str,
    default_file: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> str:
    """Return a secret from `NAME`, or from the file that `NAME_FILE` names, or `default_file`.

    A secret has no default value: an instance that was given none must not start.

    Raises
    ------
    ImproperlyConfigured
        If there is none, the file cannot be read, or the secret is empty.  The message
        says what to do and never shows a value.
    """
    value = environ.get(name, "").strip()
    if value:
        return value
    named = environ.get(f"{name}_FILE", "").strip()
    if named:
        return _secret_in(Path(named), source=f"{name}_FILE")
    if default_file is not None and default_file.is_file():
        return _secret_in(default_file, source=name)
    raise ImproperlyConfigured(f"{name} is not set. {hint}")


def _secret_in(path: Path, *, source: str) -> str:
    try:
        value = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{source}: the file {path} cannot be read ({error.strerror})"
        ) from None
    if not value:
        raise ImproperlyConfigured(f"{source}: the file {path} is empty")
    return value
