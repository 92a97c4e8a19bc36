"""Which auths of requests are the same for several of them, or in every environment."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from outrider.auth.definitions import choose_auth
from outrider.auth.schemes import find_scheme
from outrider.engine.send.auth_resolution import auth_templates
from outrider.engine.send.trust_needs import auth_endpoints
from outrider.errors import WorkspaceError
from outrider.model.auth import AuthConfig
from outrider.model.workspace import AuthTable, Request, RequestWithFolders
from outrider.variables.requirements import names_outside


class FixedAuth(Struct, frozen=True):
    """An auth of a request that is the same in every environment.

    Attributes:
        config: ``None`` where it is broken.
        names: that it refers to; ``None`` where each text has to be looked at.
        endpoints: to which its client goes, as they are written.
    """

    config: AuthConfig | None
    names: frozenset[str] | None
    endpoints: tuple[str, ...]


class FixedAuths:
    """Auths that are the same in every environment, each read once."""

    def __init__(self) -> None:
        self._auths: dict[str, FixedAuth] = {}

    def of(self, placed: RequestWithFolders) -> FixedAuth:
        """That of a request that has one."""
        request = placed.request
        if request.id not in self._auths:
            config = auth_or_none(lambda: choose_auth(placed, None).config)
            scheme = find_scheme(config.type) if config is not None else None
            names = None
            if config is not None and not request.variables:
                names = names_outside(auth_templates(config), {})
            endpoints: tuple[str, ...] = ()
            if config is not None and scheme is not None and scheme.uses_token:
                endpoints = tuple(written for _, written in auth_endpoints(config))
            self._auths[request.id] = FixedAuth(config, names, endpoints)
        return self._auths[request.id]

    def endpoints(self, placed: RequestWithFolders) -> tuple[str, ...] | None:
        """Where the client of a request's auth goes; ``None`` where environments decide it."""
        table = placed.request.auth
        return self.of(placed).endpoints if table is not None and is_fixed_auth(table) else None


def is_fixed_auth(table: AuthTable) -> bool:
    """Whether an auth is the same in every environment."""
    return not any(isinstance(table.table.get(word), str) for word in ("use", "extends"))


def shared_auth(request: Request) -> str | None:
    """What a request's auth has in common with that of others; ``None`` for one of its own."""
    if request.auth is None:
        return ""
    if is_without_auth(request):
        return "none"
    used = request.auth.table.get("use")
    return f"use {used}" if isinstance(used, str) else None


def is_without_auth(request: Request) -> bool:
    """Whether a request says that it has no auth."""
    return request.auth is not None and dict(request.auth.table) == {"type": "none"}


def auth_or_none(choose: Callable[[], AuthConfig | None]) -> AuthConfig | None:
    """A definition; ``None`` where it is broken, and nothing is sent."""
    try:
        return choose()
    except WorkspaceError:
        return None
