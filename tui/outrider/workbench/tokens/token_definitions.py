"""The tokens that can be looked at: of each auth of the environment, and of the request's own."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from outrider.auth.definitions import DEFAULT, choose_auth, named_auth
from outrider.auth.schemes import find_scheme
from outrider.engine.send.request_scopes import auth_variable_scope
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.tokens.token_key import token_slot
from outrider.errors import OutriderError, UsageError
from outrider.model.auth import AuthConfig
from outrider.model.secret import MASK, Secret, masked
from outrider.model.token import AccessToken, TokenSlot
from outrider.model.workspace import Environment, RequestWithFolders
from outrider.oauth.scope import scope_set
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.widgets.view_models import TokenDetails
from outrider.workbench.context.workbench_context import WorkbenchContext


class TokenDefinition(Struct, frozen=True):
    """An OAuth definition, and where it is resolved.

    Attributes:
        config: the definition.
        request: the request that is shown, where it decides what the definition is.
    """

    config: AuthConfig
    request: RequestWithFolders | None = None

    @property
    def name(self) -> str:
        """Of the auth, or the file that defines it."""
        return self.config.name or self.config.place.file

    @property
    def slot_name(self) -> str:
        """What stands for it in the slot of a token."""
        return token_slot("", "", self.config).auth


class TokenDefinitions:
    """Finds the definitions and their tokens, as the files and the cache are now."""

    def __init__(self, context: WorkbenchContext) -> None:
        self._context = context

    def current(self) -> TokenDefinition:
        """The one that the request gets; the environment's default without a request.

        Raises:
            UsageError: there is none, or it fetches no token.
            WorkspaceError: it is wrong.
        """
        workspace = self._context.workspace
        environment = workspace.snapshot().environment
        request = self._context.request
        config: AuthConfig | None = None
        in_place: RequestWithFolders | None = None
        if request is not None:
            in_place = workspace.with_folders(request)
            config = choose_auth(in_place, environment).config
        elif environment is not None and DEFAULT in environment.auths:
            config = named_auth(environment, DEFAULT)
        if config is None or not _fetches(config):
            kind = config.type if config else "none"
            raise UsageError(
                f"No token is fetched for auth of type {kind}.",
                code="not_oauth",
                where=str(config.place) if config else "",
                advice='Only type = "oauth2" has one.',
            )
        return TokenDefinition(config, in_place)

    def all(self) -> tuple[list[TokenDefinition], int]:
        """Every one that fetches a token, and the index of the current one.

        Raises:
            UsageError: there is none.
            WorkspaceError: the files are broken.
        """
        environment = self._context.workspace.snapshot().environment
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

    def token(self, definition: TokenDefinition) -> AccessToken | None:
        """The newest token of a definition."""
        slot = self._slot(definition)
        found = [one for key, one in self._context.engine.cache.tokens() if key.slot == slot]
        return max(found, key=lambda one: one.requested_at, default=None)

    def _slot(self, definition: TokenDefinition) -> TokenSlot:
        workspace = self._context.workspace
        return TokenSlot(str(workspace.root), workspace.active, definition.slot_name)

    def details(self, definition: TokenDefinition) -> TokenDetails:
        """What is to be shown of a definition's token."""
        slot = self._slot(definition)
        token, indicators = self.token(definition), self._context.indicators
        fact = indicators.facts.fact(slot)
        environment = self._context.workspace.environment
        known = _resolved(self._context.workspace.cached_snapshot(), definition)
        audience = [value for name, value in known.parameters if name in {"audience", "resource"}]
        return TokenDetails(
            environment=environment.name if environment else "",
            auth=definition.name,
            indicator=indicators.slot_indicator(slot, token),
            reason=fact.reason if token is not None else "",
            token=token,
            asked_scope=scope_set(known.scope),
            audience=tuple(audience),
            issuer=known.issuer,
            ahead=fact.clock_skew if token is not None else None,
        )


class _ResolvedFields(Struct, frozen=True):
    """What of a definition can be told without opening a secret."""

    scope: str
    issuer: str
    parameters: tuple[tuple[str, str], ...]


def _resolved(snapshot: WorkspaceSnapshot, definition: TokenDefinition) -> _ResolvedFields:
    config = definition.config
    scope = auth_variable_scope(snapshot, definition.request, config)
    masks = {name: Secret(MASK) for name in scope.secrets}
    resolver = Resolver(scope, RuntimeValues(secrets=masks, no_token_reason="This is an auth."))

    def told(written: str, key: str) -> str:
        """The value; blank where it cannot be told, or is secret."""
        before = len(resolver.faults)
        text = masked(resolver.text(written, config.location_of(key)))
        return "" if len(resolver.faults) > before or MASK in text else text

    return _ResolvedFields(
        scope=told(config.settings.get("scope", ""), "scope"),
        issuer=told(config.settings.get("issuer", ""), "issuer"),
        parameters=tuple(
            (name, text)
            for name, values in config.token_parameters
            for value in values
            if (text := told(value, "token_parameters"))
        ),
    )


def _named(environment: Environment) -> Iterator[TokenDefinition]:
    for name in environment.auths:
        try:
            config = named_auth(environment, name)
        except OutriderError:
            # The environment's form and the console tell what is wrong with it.
            continue
        if _fetches(config):
            yield TokenDefinition(config)


def _fetches(config: AuthConfig) -> bool:
    scheme = find_scheme(config.type)
    return scheme is not None and scheme.uses_token
