"""What one send needs trust for, and whether the user has agreed to all of it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from outrider.engine.send.auth_resolution import auth_templates, connection_templates
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.trust_needs import (
    ConnectionNeeds,
    PlacedText,
    process_needs,
    scope_texts,
    secret_needs,
)
from outrider.errors import SourceLocation
from outrider.model.auth import AuthConfig
from outrider.model.trust import ConsentRequired, TrustKind, TrustNeed
from outrider.variables.requirements import Requirements
from outrider.variables.variable_scope import VariableScope

_UNSENT = frozenset({TrustKind.PROCESS_VARIABLE, TrustKind.FILE})
"""What is really read where nothing is sent and every secret is a mask."""


class SendConsent:
    """Collects the needs of one send, and stops it where one of them was not agreed to.

    Args:
        snapshot: of the workspace.
        scope: of the request.
        looked: what its texts refer to.
        texts: these texts, and the values of variables.
        use: of the files that are asked about.
        is_typed: what is in no file was typed on the command line, and needs no trust.

    Attributes:
        connections: see :class:`ConnectionNeeds`, in the request's scope.
        looked: what the texts refer to.
        typed_process: names of OS environment variables that the user typed.
    """

    def __init__(
        self,
        snapshot: WorkspaceSnapshot,
        scope: VariableScope,
        looked: Requirements,
        texts: Iterable[PlacedText],
        use: tuple[str, ...] = (),
        *,
        is_typed: bool = False,
    ) -> None:
        self._snapshot = snapshot
        self._is_typed = is_typed
        self.typed_process: set[str] = set()
        self.connections = ConnectionNeeds(snapshot, scope)
        self.looked = looked
        self._use = use
        self._needs: list[TrustNeed] = []
        self._files: dict[SourceLocation, tuple[str, ConnectionNeeds]] = {}
        self._take(looked, list(texts), self.connections)

    def add(self, needs: Iterable[TrustNeed]) -> None:
        """Takes needs."""
        self._needs += needs

    def add_auth(self, config: AuthConfig, scope: VariableScope, looked: Requirements) -> None:
        """Takes what an auth definition needs in its own scope."""
        needs = ConnectionNeeds(self._snapshot, scope)
        self.add(needs.of_auth(config))
        self._take(looked, [*auth_templates(config), *scope_texts(scope)], needs)

    def add_connections(self, scope: VariableScope, looked: Requirements) -> None:
        """Takes what the environment's connections need."""
        environment = self._snapshot.environment
        if environment is not None:
            needs = ConnectionNeeds(self._snapshot, scope)
            self.add(needs.of_environment(environment))
            self._take(looked, [*connection_templates(environment), *scope_texts(scope)], needs)

    def _take(self, looked: Requirements, texts: list[PlacedText], needs: ConnectionNeeds) -> None:
        environment = self._snapshot.environment
        if environment is not None:
            self.add(secret_needs(environment, sorted(looked.secrets), self._snapshot))
        read = list(process_needs(texts, looked.process))
        self.typed_process |= {need.subject[0] for need in read if self._has_typed(need.place)}
        self.add(need for need in read if not self._has_typed(need.place))
        # A name that no text was found for is asked about all the same.
        unplaced = sorted(looked.process - self.typed_process)
        self.add(TrustNeed(TrustKind.PROCESS_VARIABLE, (name,)) for name in unplaced)
        for written, place in texts:
            self._files.setdefault(place, (written, needs))

    def _has_typed(self, place: SourceLocation) -> bool:
        return self._is_typed and bool(place.key) and not place.file

    def outside(self, path: str, place: SourceLocation) -> Iterable[TrustNeed]:
        """What a file that really lies outside needs, by its absolute path and its place."""
        if self._has_typed(place):
            return ()
        written, needs = self._files.get(place, (path, self.connections))
        return needs.outside(path, written, place, self._use)

    def missing(self) -> tuple[TrustNeed, ...]:
        """What was not agreed to, with file and line."""
        snapshot = self._snapshot
        found = snapshot.trust.missing(self._needs)
        if snapshot.masked:
            found = tuple(need for need in found if self._is_read_unsent(need))
        return tuple(replace(need, place=_with_line(need, snapshot)) for need in found)

    def _is_read_unsent(self, need: TrustNeed) -> bool:
        environment = self._snapshot.environment
        secrets = environment.secrets.values() if environment else ()
        # A secret that may not be opened is a mask like any other.
        return need.kind in _UNSENT and need.place not in {secret.place for secret in secrets}

    def require(self) -> None:
        """Goes on where all was agreed to.

        Raises:
            TrustRequiredError: something was not; nothing was opened for it.
        """
        missing = self.missing()
        if missing:
            raise ConsentRequired.for_needs(missing)


def _with_line(need: TrustNeed, snapshot: WorkspaceSnapshot) -> SourceLocation:
    place = need.place
    return snapshot.with_line(place) if place.file and place.line is None else place
