"""The tokens that can be looked at: of each auth of the environment, and of the request's own."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from outrider.auth.definitions import DEFAULT, choose, environment_auth
from outrider.auth.schemes import find_scheme
from outrider.engine.send.request_scopes import auth_scope
from outrider.engine.send.send_job import Snapshot
from outrider.engine.tokens.token_status import Slot
from outrider.errors import OutriderError, UsageError
from outrider.model.auth import AuthConfig
from outrider.model.secret import MASK, Secret, shown
from outrider.model.token import AccessToken
from outrider.model.workspace import Environment, RequestInPlace
from outrider.oauth.scope import scope_set
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import Values
from outrider.widgets.view_models import TokenView
from outrider.workbench.context.workbench_context import Stage


class Definition(Struct, frozen=True):
    """An OAuth definition, and where it is resolved.

    Attributes:
        config: the definition.
        request: the request that is shown, where it decides what the definition is.
    """

    config: AuthConfig
    request: RequestInPlace | None = None

    @property
    def name(self) -> str:
        """Of the auth, or the file that defines it."""
        return self.config.name or self.config.place.file

    @property
    def slot_name(self) -> str:
        """What stands for it in the slot of a token."""
        return self.config.name or str(self.config.place)


class TokenViews:
    """Finds the definitions and their tokens, as the files and the cache are now."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def current(self) -> Definition:
        """The one that the request gets; the environment's default without a request.

        Raises:
            UsageError: there is none, or it fetches no token.
            WorkspaceError: it is wrong.
        """
        workspace = self._stage.workspace
        environment = workspace.snapshot().environment
        request = self._stage.request
        config: AuthConfig | None = None
        in_place: RequestInPlace | None = None
        if request is not None:
            in_place = workspace.in_place(request)
            config = choose(in_place, environment).config
        elif environment is not None and DEFAULT in environment.auths:
            config = environment_auth(environment, DEFAULT)
        if config is None or not _fetches(config):
            kind = config.type if config else "none"
            raise UsageError(
                f"No token is fetched for auth of type {kind}.",
                code="not_oauth",
                where=str(config.place) if config else "",
                advice='Only type = "oauth2" has one.',
            )
        return Definition(config, in_place)

    def all(self) -> tuple[list[Definition], int]:
        """Every one that fetches a token, and the index of the current one.

        Raises:
            UsageError: there is none.
            WorkspaceError: the files are broken.
        """
        environment = self._stage.workspace.snapshot().environment
        found = list(_named(environment)) if environment is not None else []
        try:
            current = self.current()
        except UsageError:
            if not found:
                raise
            return found, 0
        names = [one.name for one in found]
        if current.name in names:
            at = names.index(current.name)
            found[at] = current
            return found, at
        return [current, *found], 0

    def token(self, definition: Definition) -> AccessToken | None:
        """The newest token of a definition."""
        slot = self._slot(definition)
        found = [one for key, one in self._stage.engine.cache.tokens() if key.slot == slot]
        return max(found, key=lambda one: one.asked_at, default=None)

    def _slot(self, definition: Definition) -> Slot:
        workspace = self._stage.workspace
        return str(workspace.root), workspace.active, definition.slot_name

    def view(self, definition: Definition) -> TokenView:
        """What is to be shown of a definition's token."""
        slot = self._slot(definition)
        token, lights = self.token(definition), self._stage.lights
        fact = lights.facts.fact(slot)
        environment = self._stage.workspace.environment
        known = _resolved(self._stage.workspace.as_read(), definition)
        audience = [value for name, value in known.parameters if name in {"audience", "resource"}]
        return TokenView(
            environment=environment.name if environment else "",
            auth=definition.name,
            light=lights.of_slot(slot, token),
            reason=fact.reason if token is not None else "",
            token=token,
            asked_scope=scope_set(known.scope),
            audience=tuple(audience),
            issuer=known.issuer,
            ahead=fact.ahead if token is not None else None,
        )


class _Known(Struct, frozen=True):
    """What of a definition can be told without opening a secret."""

    scope: str
    issuer: str
    parameters: tuple[tuple[str, str], ...]


def _resolved(snapshot: Snapshot, definition: Definition) -> _Known:
    config = definition.config
    scope = auth_scope(snapshot, definition.request, config)
    masked = {name: Secret(MASK) for name in scope.secrets}
    resolver = Resolver(scope, Values(secrets=masked, no_token_reason="This is an auth."))

    def told(written: str, key: str) -> str:
        """The value; blank where it cannot be told, or is secret."""
        before = len(resolver.faults)
        text = shown(resolver.text(written, config.place_of(key)))
        return "" if len(resolver.faults) > before or MASK in text else text

    return _Known(
        scope=told(config.settings.get("scope", ""), "scope"),
        issuer=told(config.settings.get("issuer", ""), "issuer"),
        parameters=tuple(
            (name, text)
            for name, values in config.token_parameters
            for value in values
            if (text := told(value, "token_parameters"))
        ),
    )


def _named(environment: Environment) -> Iterator[Definition]:
    for name in environment.auths:
        try:
            config = environment_auth(environment, name)
        except OutriderError:
            # The environment's form and the console tell what is wrong with it.
            continue
        if _fetches(config):
            yield Definition(config)


def _fetches(config: AuthConfig) -> bool:
    scheme = find_scheme(config.type)
    return scheme is not None and scheme.uses_token
