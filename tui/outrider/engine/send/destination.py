"""Where a request would go, told before anything is opened for it."""

from __future__ import annotations

import re

from outrider.engine.send.request_scopes import request_scope
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import SourceLocation
from outrider.model.secret import MASK, Secret, masked
from outrider.model.workspace import RequestWithFolders
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.url.url_resolution import resolve_url

_AUTHORITY = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)[/?#]")


def destination_host(snapshot: WorkspaceSnapshot, request: RequestWithFolders) -> str:
    """Host and port that a request goes to (RFC 3986 §3.2); empty where only a secret tells.

    Userinfo is left out.
    """
    resolver = Resolver(request_scope(snapshot, request), RuntimeValues())
    known = ""
    for part in resolver.parts(request.request.url, SourceLocation(request.request.file, ("url",))):
        if part.failed or isinstance(part.text, Secret):
            break
        known += part.text
    else:
        known += "/"
    found = _AUTHORITY.match(known)
    return found[1].rpartition("@")[2] if found else ""


def destination_address(snapshot: WorkspaceSnapshot, request: RequestWithFolders) -> str:
    """The whole URL that a request goes to, secrets masked; as it is written where that fails."""
    scope = request_scope(snapshot, request)
    masks = {name: Secret(MASK) for name in scope.secrets}
    address = resolve_url(request.request, Resolver(scope, RuntimeValues(secrets=masks)))
    return masked(address.url) or request.request.url
