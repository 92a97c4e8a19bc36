"""Where a request would go, told before anything is opened for it."""

from __future__ import annotations

import re

from outrider.engine.send.request_scopes import request_scope
from outrider.engine.send.send_job import Snapshot
from outrider.errors import Place
from outrider.model.secret import MASK, Secret, shown
from outrider.model.workspace import RequestInPlace
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import Values
from outrider.variables.url.url_resolution import resolve_address

_AUTHORITY = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)[/?#]")


def destination_host(snapshot: Snapshot, request: RequestInPlace) -> str:
    """Host and port that a request goes to (RFC 3986 §3.2); empty where only a secret tells.

    Userinfo is left out.
    """
    resolver = Resolver(request_scope(snapshot, request), Values())
    known = ""
    for part in resolver.parts(request.request.url, Place(request.request.file, ("url",))):
        if part.failed or isinstance(part.text, Secret):
            break
        known += part.text
    else:
        known += "/"
    found = _AUTHORITY.match(known)
    return found[1].rpartition("@")[2] if found else ""


def destination_address(snapshot: Snapshot, request: RequestInPlace) -> str:
    """The whole URL that a request goes to, secrets masked; as it is written where that fails."""
    scope = request_scope(snapshot, request)
    masked = {name: Secret(MASK) for name in scope.secrets}
    address = resolve_address(request.request, Resolver(scope, Values(secrets=masked)))
    return shown(address.url) or request.request.url
