"""Where the values of an auth definition came from: file and line, and the secret's source."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import SourceLocation
from outrider.model.auth import AuthConfig
from outrider.model.value_source import ValueSource, file_and_line
from outrider.model.workspace import SecretRef, Variable
from outrider.secret_providers import find_provider
from outrider.variables.reference_grammar import NestedReference, Reference
from outrider.variables.variable_scope import ProcessVariable, SessionOverride, VariableScope

_DEEPEST = 20
"""Variables that name variables; further on nobody follows."""


class ValueSources(Struct, frozen=True):
    """Says of each key of a definition where its value came from; lines are looked up when asked.

    Attributes:
        scope: what the definition's references are looked up in.
        typed: the secrets that the user entered in place of their sources.
    """

    snapshot: WorkspaceSnapshot
    config: AuthConfig
    scope: VariableScope
    typed: frozenset[str] = frozenset()

    def find(self, key: str) -> ValueSource:
        """Where the value of a key came from."""
        place = self.snapshot.with_line(self.config.location_of(key))
        if key in self.config.sources:
            return ValueSource(key, place, origin=self._origin(self.config.sources[key]))
        pieces = self.scope.pieces(self.config.settings.get(key, ""))
        parts = [one for one in pieces if not isinstance(one, str)]
        if not parts:
            return ValueSource(key, place)
        alone = len(pieces) == 1 and isinstance(parts[0], Reference)
        if alone and isinstance(parts[0], Reference):
            return self._alone(key, parts[0].name, place)
        origins = list(dict.fromkeys(self._origins(parts, _DEEPEST)))
        return ValueSource(key, place, origin=" and ".join(origins))

    def _alone(self, key: str, name: str, place: SourceLocation) -> ValueSource:
        """The source of a value that is one reference."""
        for _ in range(_DEEPEST):
            found = self.scope.find(name)
            match found:
                case SecretRef():
                    origin = self._origin(found)
                    where = self.snapshot.with_line(found.place)
                    return ValueSource(key, where, found.name, origin)
                case SessionOverride(_, secret):
                    if secret:
                        unwritten = SourceLocation("")
                        return ValueSource(key, unwritten, name, self.snapshot.origin_of(name))
                    origin = f'"{name}" {self.snapshot.origin_of(name)}'
                    return ValueSource(key, place, origin=origin)
                case Variable(str(value)):
                    pieces = self.scope.pieces(value)
                    if len(pieces) == 1 and isinstance(pieces[0], Reference):
                        name = pieces[0].name
                        continue
            break
        origins = list(dict.fromkeys(self._origins([Reference(name)], _DEEPEST)))
        written = found.place if isinstance(found, Variable) else None
        if written is not None:
            written = self.snapshot.with_line(written)
        return ValueSource(key, place, origin=" and ".join(origins), written=written)

    def _origin(self, secret: SecretRef) -> str:
        if secret.name in self.typed and secret.provider != "prompt":
            return "entered in this session"
        return find_provider(secret.provider).origin(secret, self.snapshot.root)

    def _origins(self, parts: list[Reference | NestedReference], left: int) -> Iterator[str]:
        """What the references of a value come from."""
        for part in parts:
            if not isinstance(part, Reference):
                continue
            match self.scope.find(part.name):
                case SecretRef() as ref:
                    origin = self._origin(ref)
                    where = file_and_line(self.snapshot.with_line(ref.place))
                    yield f'secret "{ref.name}"{where}, {origin}'
                case SessionOverride():
                    yield f'"{part.name}" {self.snapshot.origin_of(part.name)}'
                case ProcessVariable(name):
                    yield f"read from {name}"
                case Variable(value, place):
                    where = file_and_line(self.snapshot.with_line(place))
                    yield f'from variable "{part.name}"{where}'
                    inner = self.scope.pieces(value) if isinstance(value, str) and left else ()
                    further = [one for one in inner if not isinstance(one, str)]
                    yield from self._origins(further, left - 1)
