"""An authorization server made of django-oauth-toolkit 3.4.1; run by the peers' own Python.

What it does with Basic credentials: ``unquote_plus`` on both sides of the first colon, after
base64 (``oauth2_provider/oauth2_validators.py``, ``_authenticate_basic_auth``): form-decoded as
RFC 6749 §2.3.1 says, so ``+`` and ``%20`` are both a space, and a client that does not encode is
refused when its credentials hold ``+`` or an escape.

A confidential client may send its secret either way. An unknown scope is refused. Public clients
do not get the client credentials grant. Secrets are stored hashed, as by default: an exchange
takes a noticeable fraction of a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from tests.integration.peers.peer_clients import CLIENTS, SCOPES
from tests.integration.peers.peer_serving import serve

urlpatterns: list[Any] = []


def configure(folder: Path) -> None:
    """Django's settings, with a database in this folder."""
    settings.configure(
        SECRET_KEY="only-for-tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "oauth2_provider",
        ],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "peer.sqlite3"}
        },
        LOGGING_CONFIG=None,
        OAUTH2_PROVIDER={
            "SCOPES": {scope: scope for scope in SCOPES},
            "ACCESS_TOKEN_EXPIRE_SECONDS": 120,
        },
    )
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    urlpatterns.append(path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")))


def register_clients() -> None:
    """The clients that have a secret."""
    from oauth2_provider.models import get_application_model

    model = get_application_model()
    for client in CLIENTS:
        if client.client_secret:
            model.objects.create(
                name=client.client_id,
                client_id=client.client_id,
                client_secret=client.client_secret,
                client_type=model.CLIENT_CONFIDENTIAL,
                authorization_grant_type=model.GRANT_CLIENT_CREDENTIALS,
            )


if __name__ == "__main__":
    configure(Path.home())  # the folder that the fixture made for this process
    register_clients()
    serve(get_wsgi_application())
