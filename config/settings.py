"""Settings of the service, all read from the environment here and nowhere else.

Every variable is listed in `.env.example`; a secret may also come from a file named by `NAME_FILE`.
Nothing has an unsafe default: outside `DEBUG=true` the service refuses to start without its secrets.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import django_stubs_ext
from django.core.checks.security.base import SECRET_KEY_INSECURE_PREFIX
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from config import VERSION as VERSION
from config import browsers, disclosure, keys, languages, logs, oauth, retention, sign_in
from config.admin_look import UNFOLD as UNFOLD
from config.content_security import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from config.databases import POSTGRESQL, chosen, databases_of
from config.description import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.environment import Environment, development_secret

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Environment -------------------------------------------------------------------------------

env = Environment(
    SECRET_KEY=(str, ""),
    DEBUG=(bool, False),
    ALLOWED_HOSTS=(list, []),
    DATABASE_URL=(str, f"sqlite:///{BASE_DIR / 'db.sqlite3'}"),
    DATABASE_URL_WEB=(str, ""),
    DATABASE_URL_WORKER=(str, ""),
    DATABASE_PREPARED_STATEMENTS=(bool, True),
    DATABASE_ROLE=(str, ""),
    ROW_LEVEL_SECURITY=(bool, False),
    ENCRYPT_WORDINGS=(bool, False),
    POWENS_BASE_URL=(str, ""),
    POWENS_CLIENT_ID=(str, ""),
    POWENS_CLIENT_SECRET=(str, ""),
    POWENS_WEBHOOK_SECRET=(str, ""),
    POWENS_WEBVIEW_URL=(str, "https://webview.powens.com"),
    POWENS_TIMEZONE=(str, "Europe/Paris"),
    POWENS_REQUESTS_PER_MINUTE=(int, 0),
    SYNC_SCHEDULE=(str, ""),
    CONTRACTS_PUBLIC_DOCS=(bool, False),
    MCP_COMMANDS=(bool, False),
    AUDIT_FLUSH_SECONDS=(int, 2),
    ACCESS_CACHE_SECONDS=(float, 1.0),
    API_TOKEN_DAYS=(int, 90),
    ADDRESS_RATE=(int, 24_000),
    RATE_FACTOR=(float, 1.0),
    ECB_RATES_URL=(str, "https://www.ecb.europa.eu/stats/eurofxref"),
    DEFAULT_CURRENCY=(str, "EUR"),
    DERIVE_AVAILABLE_BALANCE=(bool, True),
    BALANCE_FRESH_HOURS=(int, 48),
    PLAUSIBILITY_FACTOR=(Decimal, Decimal(10)),
    PLAUSIBILITY_FLOOR=(Decimal, Decimal(100)),
    EMAIL_URL=(str, ""),
    EMAIL_FROM=(str, "banking@localhost"),
    SITE_URL=(str, ""),
    ALERTS_DIGEST_HOUR=(int, 7),
    LOG_LEVEL=(str, "INFO"),
    **browsers.VARIABLES,
    **disclosure.VARIABLES,
    **keys.VARIABLES,
    **sign_in.VARIABLES,
    **oauth.VARIABLES,
    **retention.VARIABLES,
)
Environment.read_env(BASE_DIR / ".env")

DEBUG: bool = env("DEBUG")

SECRET_KEY: str = env("SECRET_KEY")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Give the service a long random one, or set DEBUG=true to try "
            "it out on your own machine."
        )
    SECRET_KEY = development_secret(BASE_DIR / "var" / "secret.key", get_random_secret_key())
if SECRET_KEY.startswith(SECRET_KEY_INSECURE_PREFIX) and not DEBUG:
    raise ImproperlyConfigured("SECRET_KEY is one that was made for development. Make another.")

FIELD_ENCRYPTION_KEYS: list[str] = keys.master_keys(
    env, development=BASE_DIR / "var" / "field-encryption.key" if DEBUG else None
)

# Whether wordings and the other sides of payments are encrypted too, and found by no word any more.
ENCRYPT_WORDINGS: bool = env("ENCRYPT_WORDINGS")

# --- Core --------------------------------------------------------------------------------------

ALLOWED_HOSTS: list[str] = env("ALLOWED_HOSTS")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "openbanking.User"

ROW_LEVEL_SECURITY: bool = env("ROW_LEVEL_SECURITY")
ROLE_DATABASES = databases_of(env)
DATABASES = {"default": chosen(ROLE_DATABASES, env("DATABASE_ROLE"), walls=ROW_LEVEL_SECURITY)}
ON_POSTGRESQL = DATABASES["default"]["ENGINE"] == POSTGRESQL

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "django_htmx",
    "import_export",
    *sign_in.APPS,
    *oauth.APPS,
    "rest_framework",
    "drf_spectacular",
    "contracts",
    "openbanking",
]
if ON_POSTGRESQL:
    # The job queue lives in PostgreSQL; on SQLite jobs run in place.
    INSTALLED_APPS.append("procrastinate.contrib.django")
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs.tasks"
# A worker told to end gives its jobs that many seconds, then they end after what they are writing.
PROCRASTINATE_WORKER_DEFAULTS = {"shutdown_graceful_timeout": 2.0}

MIDDLEWARE = [
    "contracts.rest.middleware.RequestIdMiddleware",
    "openbanking.access.addresses.AddressMiddleware",
    "django_http_compression.middleware.HttpCompressionMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "contracts.rest.middleware.ApiProblemsMiddleware",
    "config.bodies.RefusedBodies",
    "django.middleware.security.SecurityMiddleware",
    "contracts.rest.gate.TokenGate",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.headers.PageHeaders",
    "config.headers.PagePolicies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "openbanking.dashboard.language.PageLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "openbanking.signin.middleware.SignedInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "openbanking.access.confinement.ConfinedPages",
    "openbanking.admin.recording.RecordedPages",
]

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
                "openbanking.dashboard.surroundings.surroundings",
            ]
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
vars().update(oauth.settings(env))
_SIGN_IN = sign_in.settings(env, debug=DEBUG)
vars().update(_SIGN_IN)
vars().update(languages.SETTINGS)
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # no collectstatic step between a clone and a page

# --- REST and contracts ------------------------------------------------------------------------

REST_FRAMEWORK = {
    # The header first: it decides that a caller without credentials gets 401 and not 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "contracts.rest.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
CONTRACTS = {
    "AUTHENTICATE": "openbanking.access.authentication.authenticate",
    "MCP_COMMANDS": env("MCP_COMMANDS"),
    "MCP_INSTRUCTIONS": "Begin with openbanking.tenants.list where several families may be asked about. "
    "Never add up balances of different types or currencies; say how fresh a balance is.",
    "PUBLIC_DOCS": env("CONTRACTS_PUBLIC_DOCS"),
    "EXAMPLE_IDS": "openbanking.access.tenancy.example_ids",
    "CHALLENGE": "openbanking.oauth.resources.challenge",
    "TENANCY": "openbanking.access.tenancy.resolve_tenancy",
    "CONFINE": "openbanking.access.confinement.confined",
    "SEAL": "openbanking.access.remembered.seal",
    "UNSEAL": "openbanking.access.remembered.unseal",
    "ADDRESS_OF": "openbanking.access.addresses.present_network",
    "ADDRESS_RATE": env("ADDRESS_RATE"),
    "RATE_FACTOR": env("RATE_FACTOR"),
    "SESSION_COOKIE": f"{browsers.OF_THIS_HOST}sessionid",
    # Masked to their last four characters wherever a call is reported.
    "PERSONAL_FIELDS": [
        *("iban", "bic", "accountNumberMasked", "accountNumber", "counterpartyName"),
        *("counterpartyAccount", "description", "merchantName", "merchantCategoryCode", "reference"),
        *("name", "userName", "displayName", "simplifiedWording", "editedWording", "comment", "note"),
        "text",
    ],
}

# Browsers let pages of CORS_ALLOWED_ORIGINS call the API, with a token; no other foreign page may.
CORS_URLS_REGEX = r"^/(api/|mcp$|oauth/(token|revoke|register)/)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = [
    *("accept", "authorization", "content-type", "idempotency-key", "if-none-match"),
    *("mcp-protocol-version", "mcp-session-id", "traceparent"),
]
CORS_EXPOSE_HEADERS = [
    *("Contract-Digest", "Contract-Operation", "Contract-Stability", "Contract-Version"),
    *("Deprecation", "ETag", "Idempotency-Replayed", "Link", "RateLimit", "RateLimit-Policy"),
    *("Retry-After", "Sunset", "traceparent", "WWW-Authenticate", "X-Request-Id"),
]

# --- Powens and balances -----------------------------------------------------------------------

POWENS_BASE_URL: str = env("POWENS_BASE_URL")
POWENS_CLIENT_ID: str = env("POWENS_CLIENT_ID")
POWENS_CLIENT_SECRET: str = env("POWENS_CLIENT_SECRET")
POWENS_WEBHOOK_SECRET: str = env("POWENS_WEBHOOK_SECRET")
POWENS_WEBVIEW_URL: str = env("POWENS_WEBVIEW_URL")
POWENS_REQUESTS_PER_MINUTE: int = env("POWENS_REQUESTS_PER_MINUTE")
SYNC_SCHEDULE: str = env("SYNC_SCHEDULE").strip()
POWENS_TIMEZONE = env.zone("POWENS_TIMEZONE")
DEFAULT_CURRENCY: str = env("DEFAULT_CURRENCY")
DERIVE_AVAILABLE_BALANCE: bool = env("DERIVE_AVAILABLE_BALANCE")
BALANCE_FRESH_HOURS: int = env("BALANCE_FRESH_HOURS")
PLAUSIBILITY_FACTOR: Decimal = env("PLAUSIBILITY_FACTOR")
PLAUSIBILITY_FLOOR: Decimal = env("PLAUSIBILITY_FLOOR")

# --- Exchange rates ----------------------------------------------------------------------------

ECB_RATES_URL: str = env("ECB_RATES_URL")

# --- Access and audit --------------------------------------------------------------------------

ACCESS_CACHE_SECONDS: float = env("ACCESS_CACHE_SECONDS")
if not 0 <= ACCESS_CACHE_SECONDS <= 1:
    raise ImproperlyConfigured(
        "ACCESS_CACHE_SECONDS lies between 0 and 1: what was revoked opens nothing a second later."
    )
AUDIT_FLUSH_SECONDS: int = env("AUDIT_FLUSH_SECONDS")
API_TOKEN_DAYS: int = env("API_TOKEN_DAYS")
if not 0 <= API_TOKEN_DAYS <= 3650:
    raise ImproperlyConfigured("API_TOKEN_DAYS lies between 0, which is for ever, and 3650.")
vars().update(retention.settings(env))

# --- Mail --------------------------------------------------------------------------------------

MAILS_ARE_SENT = bool(env("EMAIL_URL"))
vars().update(env.email_url("EMAIL_URL") if MAILS_ARE_SENT else env.email_url_config("dummymail://"))
DEFAULT_FROM_EMAIL: str = env("EMAIL_FROM")
# Whoever sends holds a lock meanwhile: a mail server that says nothing must not keep it.
EMAIL_TIMEOUT = 15

# --- Alerts ------------------------------------------------------------------------------------

# Where people reach the service: messages link to its pages. Empty leaves the links out.
SITE_URL: str = env("SITE_URL")
ALERTS_DIGEST_HOUR: int = env("ALERTS_DIGEST_HOUR")
if not 0 <= ALERTS_DIGEST_HOUR <= 23:
    raise ImproperlyConfigured("ALERTS_DIGEST_HOUR is an hour of the day, from 0 to 23.")

# --- Security ----------------------------------------------------------------------------------

vars().update(browsers.settings(env, debug=DEBUG, proxies=_SIGN_IN["TRUSTED_PROXIES"]))
vars().update(disclosure.settings(env))

# --- Logging -----------------------------------------------------------------------------------

LOGGING = logs.settings(debug=DEBUG, level=env("LOG_LEVEL"))
