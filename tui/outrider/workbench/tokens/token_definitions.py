"""The tokens that can be looked at: of each auth of the environment, and of the request's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from outrider.auth.definitions import DEFAULT, choose_auth, named_auth, require_token
from outrider.engine.send.error_lines import lines_in_errors
from outrider.engine.send.request_scopes import auth_variable_scope
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.tokens.token_key import token_slot
from outrider.errors import OutriderError, UsageError
from outrider.model.auth import AuthConfig
from outrider.model.secret import MASK, Secret, masked
from outrider.model.token import AccessToken, TokenKey, TokenSlot
from outrider.model.workspace import Environment, RequestWithFolders
from outrider.oauth.server_endpoints import INTROSPECTION, REVOCATION
from outrider.variables.reference_faults import OWN_TOKEN
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


class TokenDefinitions(Struct):
    """Finds the definitions and their tokens, as the files and the cache are now."""

    _context: WorkbenchContext

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
        with lines_in_errors(workspace.reader.with_line):
            if in_place is not None:
                config = choose_auth(in_place, environment).config
            elif environment is not None and DEFAULT in environment.auths:
                config = named_auth(environment, DEFAULT)
            return TokenDefinition(require_token(config), in_place)

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
        kept = self.kept(definition)
        return kept[1] if kept is not None else None

    def kept(self, definition: TokenDefinition) -> tuple[TokenKey, AccessToken] | None:
        """The newest token of a definition, and its key."""
        slot = self._slot(definition)
        found = [one for one in self._context.engine.cache.tokens() if one[0].slot == slot]
        return max(found, key=lambda one: one[1].requested_at, default=None)

    def _slot(self, definition: TokenDefinition) -> TokenSlot:
        workspace = self._context.workspace
        return TokenSlot(str(workspace.root), workspace.active, definition.slot_name)

    def details(
        self, definition: TokenDefinition, introspection: Mapping[str, Any] | None = None
    ) -> TokenDetails:
        """What is to be shown of a definition's token, and what its server has said of it."""
        slot = self._slot(definition)
        token, indicators = self.token(definition), self._context.indicators
        fact = indicators.facts.fact(slot)
        environment = self._context.workspace.environment
        told = _telling(self._context.workspace.cached_snapshot(), definition)
        settings = definition.config.settings
        audience = [
            text
            for name, values in definition.config.token_parameters
            if name in {"audience", "resource"}
            for value in values
            if (text := told(value, "token_parameters"))
        ]
        issuer = told(settings.get("issuer", ""), "issuer")
        return TokenDetails(
            environment=environment.name if environment else "",
            auth=definition.name,
            indicator=indicators.slot_indicator(slot, token),
            reason=fact.reason if token is not None else "",
            token=token,
            asked_scope=frozenset(told(settings.get("scope", ""), "scope").split()),
            audience=tuple(audience),
            issuer=issuer,
            ahead=fact.clock_skew if token is not None else None,
            can_introspect=token is not None and self._has(INTROSPECTION, definition, issuer),
            can_revoke=token is not None and self._has(REVOCATION, definition, issuer),
            introspection=introspection,
        )

    def _has(self, key: str, definition: TokenDefinition, issuer: str) -> bool:
        management = self._context.engine.token_management
        return management.may_have(key, definition.config, issuer)


def _telling(snapshot: WorkspaceSnapshot, definition: TokenDefinition) -> Callable[[str, str], str]:
    """What tells the value of a field without opening a secret."""
    config = definition.config
    scope = auth_variable_scope(snapshot, definition.request, config)
    masks = {name: Secret(MASK) for name in scope.secrets}
    resolver = Resolver(
        scope,
        RuntimeValues(secrets=masks, no_token_reason=OWN_TOKEN),
    )

    def told(written: str, key: str) -> str:
        """The value; blank where it cannot be told, or is secret."""
        before = len(resolver.faults)
        text = masked(resolver.text(written, config.location_of(key)))
        return "" if len(resolver.faults) > before or MASK in text else text

    return told


def _named(environment: Environment) -> Iterator[TokenDefinition]:
    for name in environment.auths:
        try:
            config = require_token(named_auth(environment, name))
        except OutriderError:
            # The environment's form and the console tell what is wrong with it.
            continue
        yield TokenDefinition(config)
