"""Settings for all three ways to run: lokal (script/server), test and produktion.

Everything that differs comes from the environment; what is missing or weak in production stops the start
with a sentence that says what to do (docs/betrieb.md lists the variables).
"""

import os
import secrets
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from konferenz import postgres

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("NETZWERKSTATT_VAR", BASE_DIR / "var"))

MODUS = os.environ.get("NETZWERKSTATT_MODUS", "test" if "pytest" in sys.modules else "lokal")
if MODUS not in {"lokal", "test", "produktion"}:
    raise ImproperlyConfigured(f"NETZWERKSTATT_MODUS ist „{MODUS}“; möglich sind lokal, test und produktion.")
PRODUKTION = MODUS == "produktion"
# Only the installation that script/server starts shows personal links to the officer and loads examples.
BEISPIEL = MODUS != "produktion"


def _required(name: str, hint: str) -> str:
    """The environment variable, or a refusal to start that says how to set it."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} fehlt. {hint} Siehe docs/betrieb.md.")
    return value


def _secret_key() -> str:
    """In production from the environment; elsewhere made once and kept under var/."""
    if PRODUKTION:
        key = _required("SECRET_KEY", "Setzen Sie eine zufällige Zeichenfolge mit mindestens 50 Zeichen.")
        if len(key) < 50 or len(set(key)) < 10:
            raise ImproperlyConfigured(
                "SECRET_KEY ist zu schwach: mindestens 50 zufällige Zeichen. Siehe docs/betrieb.md."
            )
        return key
    if MODUS == "test":
        return "only-for-tests-" + "0123456789abcdef" * 4
    file = VAR_DIR / "secret_key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(60))
        file.chmod(0o600)
    return file.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("DEBUG", "") == "1"
if DEBUG and PRODUKTION:
    raise ImproperlyConfigured("DEBUG=1 geht in der Produktion nicht: Fehlerseiten zeigen sonst Interna.")

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
if PRODUKTION:
    ALLOWED_HOSTS = [
        host for host in _required("HOSTS", "Beispiel: HOSTS=netzwerkstatt.gemeinde.de").split(",") if host
    ]
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("HOSTS darf nicht * sein. Nennen Sie die eigenen Rechnernamen.")
ADRESSE = os.environ.get("ADRESSE", f"https://{ALLOWED_HOSTS[0]}" if PRODUKTION else "").rstrip("/")
if not ADRESSE:
    ADRESSE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
CSRF_TRUSTED_ORIGINS = [ADRESSE]
# Shown on the legal pages of the installation itself; "\n" in the variable is a line break.
BETREIBER = os.environ.get("BETREIBER", "").replace("\\n", "\n")

INSTALLED_APPS = [
    "konferenz",
    "teilnehmer",
    "themen",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_q",
    "post_office",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "konferenz.middleware.hardening",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "konferenz.urls"
WSGI_APPLICATION = "konferenz.wsgi.application"
ASGI_APPLICATION = "konferenz.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "konferenz.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "konferenz.templatetags.nw",
            ],
        },
    }
]

DATABASE_URL = os.environ.get("DATABASE_URL") or postgres.url()
try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=None, conn_health_checks=True)}
except ValueError:
    raise ImproperlyConfigured(
        "DATABASE_URL ist keine Adresse einer Datenbank: postgresql://konto:passwort@rechner/datenbank"
    ) from None
# A phone that vanished with a lock must not hold up the hall.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    "-c idle_in_transaction_session_timeout=30s -c lock_timeout=10s -c statement_timeout=60s"
)
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL muss auf PostgreSQL zeigen: postgresql://konto:passwort@rechner/datenbank")
if PRODUKTION and DATABASES["default"]["PASSWORD"].lower() in {"passwort", "password", "geheim", "netzwerkstatt"}:
    raise ImproperlyConfigured("Das Passwort in DATABASE_URL ist ein Beispiel. Bitte wählen Sie ein eigenes.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts
AUTH_USER_MODEL = "konferenz.Konto"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if MODUS == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/verwaltung/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "konferenz.konten.KontoAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Netzwerkstatt"
# Nobody signs up: every account was made by a Leitung, so there is no address to verify first.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# The one of allauth writes a row when a link is only looked at.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "konferenz.views.fehler.csrf_failure"

# Language and time: people read German, the day happens in Berlin.
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# Static files: built by script/assets, served by ourselves.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
if MODUS == "test":
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns without it, and warnings fail the tests
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if MODUS != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUKTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sitzung"
    CSRF_COOKIE_NAME = "__Host-csrf"

# Mail: post-office carries, the last step puts the personal links in (konferenz.mail).
EMAIL_BACKEND = "post_office.EmailBackend"
POST_OFFICE = {
    "BACKENDS": {"default": "konferenz.mail.PersonalLinkBackend"},
    "DEFAULT_PRIORITY": "medium",
    "MESSAGE_ID_ENABLED": True,
}
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
EMAIL_TIMEOUT = 20
EMAIL_USE_LOCALTIME = True
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "netzwerkstatt@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Background work: rows in our own database, redelivered when a worker dies.
Q_CLUSTER = {
    "name": "netzwerkstatt",
    "orm": "default",
    "workers": 2,  # a long print must not hold up the mail
    "timeout": 120,
    "retry": 180,
    "max_attempts": 5,
    "ack_failures": True,
    "poll": 1,
    "catch_up": False,
    "label": "Aufgaben",
    "sync": False,
}

# Large prints in the background: what it is, and the function (konferenz, parameter) -> konferenz.pdf.Stapel
DRUCKARTEN = {
    "serienbrief": "teilnehmer.serienbrief.auftrag.make_stapel",
    "plakate": "themen.druckerei.plakat.make_stapel",
    "protokoll": "themen.protokoll.auftrag.make_stapel",
    "protokollfassung": "themen.protokoll.dateien.make_stapel",
}

# Forms
CRISPY_ALLOWED_TEMPLATE_PACKS = "kern"
CRISPY_TEMPLATE_PACK = "kern"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "answered": {"()": "konferenz.logfilter.Answered"},
        "masked": {"()": "konferenz.logfilter.MaskTokens"},
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["answered", "masked"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = []
