"""The product's settings for tests: a folder of their own, nothing of the developer's instance."""

import atexit
import os
import pathlib
import shutil
import tempfile

_VAR = tempfile.mkdtemp(prefix="plumbline-tests-")
_OWNER = os.getpid()


def _remove() -> None:
    if os.getpid() == _OWNER:  # not in a child that was forked while tests ran
        shutil.rmtree(_VAR, ignore_errors=True)


atexit.register(_remove)
# What was built once (models, compressed static files) stays where `make setup` put it.
_ROOT = pathlib.Path(__file__).resolve().parent.parent
os.environ.setdefault("PLUMBLINE_BUILT", os.environ.get("PLUMBLINE_VAR") or str(_ROOT / "var"))
os.environ["PLUMBLINE_VAR"] = _VAR
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 50
for _name in ("DATABASE_URL", "BROKER_URL", "PLUMBLINE_HTTPS", "PLUMBLINE_ADDRESS"):
    os.environ.pop(_name, None)

from therapy.settings import *  # noqa: E402, F403, TID251  tests change a few of the real settings

# Processes that tests start run with the product's own settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "therapy.settings"
# Passwords in tests need not be slow to guess.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Without a built frontend pages name what a development server would serve; tests in a real
# browser build it first.
DJANGO_VITE["default"]["dev_mode"] = not VITE_MANIFEST.is_file()  # noqa: F405
