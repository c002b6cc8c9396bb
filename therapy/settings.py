"""Settings of one instance.  What a deployment may choose is read by `therapy.env`."""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from therapy.broker import broker_settings
from therapy.common.static_headers import static_headers
from therapy.env import env_bool, env_int, env_list, env_secret, env_text

BASE_DIR = Path(__file__).resolve().parent.parent

# Everything that the running product writes lies here: database, broker, static files, models.
PLUMBLINE_VAR = Path(env_text("PLUMBLINE_VAR", str(BASE_DIR / "var"))).resolve()
STATIC_ROOT = PLUMBLINE_VAR / "static"
PLUMBLINE_MODELS = PLUMBLINE_VAR / "models"
for folder in (STATIC_ROOT, PLUMBLINE_MODELS, PLUMBLINE_VAR / "cache"):
    folder.mkdir(parents=True, exist_ok=True)

DEBUG = env_bool("PLUMBLINE_DEBUG", default=False)
SECRET_KEY = env_secret(
    "SECRET_KEY",
    default_file=PLUMBLINE_VAR / "secret_key",
    hint=(
        "Set it to at least 50 random characters, or let SECRET_KEY_FILE name a file "
        "with them; `make run` writes such a file to var/secret_key."
    ),
)

# --- where the product is reached ---
HTTPS = env_bool("PLUMBLINE_HTTPS", default=False)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
# The address that patients' links begin with; empty: the address of the request.
PLUMBLINE_ADDRESS = env_text("PLUMBLINE_ADDRESS", "").rstrip("/")
# Only behind a proxy that sets these headers itself may they be believed.
BEHIND_PROXY = env_bool("PLUMBLINE_BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

INSTALLED_APPS = [
    "therapy.care.admin_config.PlumblineAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_vite",
    "rest_framework",
    "drf_spectacular",
    "therapy.common",
    "therapy.audit",
    "therapy.accounts",
    "routines",
    "therapy.care",
    "therapy.assessments",
    "therapy.api",
    "therapy.patient",
    "therapy.clinician",
    "therapy.operations",
]

MIDDLEWARE = [
    "therapy.common.middleware.RequestIdMiddleware",
    # Headers first, so that static files carry them too.
    "django.middleware.security.SecurityMiddleware",
    "therapy.common.middleware.IsolationHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "therapy.accounts.middleware.SessionLimitMiddleware",
    "therapy.accounts.middleware.ClinicScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "therapy.common.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "therapy.urls"
WSGI_APPLICATION = "therapy.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "therapy" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- stores ---
SQLITE_OPTIONS: dict[str, Any] = {
    # A transaction that will write takes its lock at the start and waits for it, instead of
    # failing in the middle because another writer came first.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def _database() -> dict[str, Any]:
    url = env_text("DATABASE_URL", f"sqlite:///{PLUMBLINE_VAR / 'plumbline.sqlite3'}")
    config: dict[str, Any] = dict(
        dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    )
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = SQLITE_OPTIONS
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": PLUMBLINE_VAR / "cache",
    }
}

# --- jobs ---
_BROKER = broker_settings(
    env_text("BROKER_URL", "filesystem://localhost//"), PLUMBLINE_VAR / "broker"
)
CELERY_BROKER_URL = _BROKER.url
CELERY_BROKER_TRANSPORT_OPTIONS = _BROKER.transport_options
CELERY_WORKER_ENABLE_REMOTE_CONTROL = _BROKER.remote_control
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 3
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_DEFAULT_QUEUE = "plumbline"
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(PLUMBLINE_VAR / "celerybeat-schedule")
SWEEP_EVERY_S = env_int("PLUMBLINE_SWEEP_EVERY_S", 10, minimum=1)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "assessments.sweep",
        "schedule": SWEEP_EVERY_S,
        # Long enough to be found by workers that are slow to start again after a crash: sweeps
        # that expired while none was there would leave everything to the next calm moment.
        "options": {"expires": 6 * SWEEP_EVERY_S},
    },
}

# --- people ---
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
AUTHENTICATION_BACKENDS = ["therapy.accounts.backends.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-plumbline" if HTTPS else "plumbline"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "therapy.common.views.csrf_failure"
# A therapist's screen that nobody touches is signed out; patients are never timed out so.
STAFF_IDLE_S = env_int("PLUMBLINE_STAFF_IDLE_MINUTES", 60, minimum=1) * 60
STAFF_SESSION_S = 12 * 3600
SIGN_IN_FAILURES_ALLOWED = 5
SIGN_IN_WINDOW_S = 15 * 60
# Whether patients' browsers keep the pages, so that they open without a network.
PLUMBLINE_OFFLINE = env_bool("PLUMBLINE_OFFLINE", default=True)
PATIENT_LINK_DAYS = env_int("PLUMBLINE_LINK_DAYS", 90, minimum=1)

# --- headers ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "worker-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "style-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
# Exercise page and device check alone open the camera, by their views' own policy.
PERMISSIONS_POLICY: dict[str, list[str] | str] = {
    feature: []
    for feature in (
        *("accelerometer", "autoplay", "browsing-topics", "camera"),
        *("display-capture", "fullscreen", "geolocation", "gyroscope", "hid", "magnetometer"),
        *("microphone", "midi", "payment", "screen-wake-lock", "serial", "usb"),
    )
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 365 * 86400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("PLUMBLINE_HSTS_SUBDOMAINS", default=False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024 + 4096

# --- languages and time ---
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "therapy" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- static files ---
STATIC_URL = "/static/"
_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    BASE_DIR / "therapy" / "static",
    ("models", PLUMBLINE_MODELS),
]
if _DIST.is_dir():
    STATICFILES_DIRS.append(_DIST)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    # Vite has put a hash into each name already, and its modules name each other by it.
    "staticfiles": {"BACKEND": "therapy.common.static_storage.IncrementalStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 600
WHITENOISE_ALLOW_ALL_ORIGINS = False
# A file whose address has its content's hash, or its package's version, never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = (
    r"^/static/(assets/.+[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+"
    r"|models/.*-[0-9a-f]{12}(\.[a-z0-9]+|/.+)"
    r"|(litert|tfjs)/\d+\.\d+\.\d+/.+)$"
)
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers
# What is compressed already; a network's weights are not: Brotli takes a twelfth off them.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    *("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff", "woff2"),
)
WHITENOISE_MIMETYPES = {".tflite": "application/octet-stream", ".wasm": "application/wasm"}
# The collected one where there is one: a page must name the files that are served, not newer ones.
_COLLECTED_MANIFEST = STATIC_ROOT / "manifest.json"
VITE_MANIFEST = _COLLECTED_MANIFEST if _COLLECTED_MANIFEST.is_file() else _DIST / "manifest.json"
DJANGO_VITE: dict[str, dict[str, Any]] = {
    "default": {"dev_mode": False, "manifest_path": VITE_MANIFEST}
}

# --- the API's errors; the rest of the API is set where it lives ---
REST_FRAMEWORK: dict[str, Any] = {
    "EXCEPTION_HANDLER": "therapy.common.problems.problem_exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Plumbline",
    "DESCRIPTION": "Remote physical-therapy assessment: patients, assessments, reports, signals.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "RecordingState": "therapy.assessments.enums.RecordingState.choices",
        "BodySide": ["left", "right"],
        "Side": "routines.enums.Side.choices",
    },
}

# --- logs: to stderr, with the request's id, never with patient data ---
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "therapy.common.logs.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"}
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env_text("PLUMBLINE_LOG_LEVEL", "INFO")},
    # Django's own handlers would write each line twice.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
