"""Which value a name stands for: session, layers of variables, secrets, process, token."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar, TypeAlias

from msgspec import Struct

from outrider.errors import Fault, SourceLocation
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret
from outrider.model.workspace import SecretRef, Variable, scalar_text
from outrider.variables.reference_grammar import (
    NestedReference,
    Reference,
    TemplatePiece,
    is_name,
    parse_template,
)

_MOST_LOOK_UPS = 100

ACCESS_TOKEN = "access_token"
"""The name that stands for the token of the request's auth."""

PROCESS_PREFIX = "$env."
"""What the name of a process variable is written after."""


class SessionOverride(Struct, frozen=True):
    """A session value, opaque; ``secret`` where it takes the place of one."""

    value: MaybeSecret
    secret: bool


class NameConflict(Struct, frozen=True):
    """A variable and a secret of the same name: neither is used."""

    variable: Variable
    secret: SecretRef


class ProcessVariable(Struct, frozen=True):
    """A process variable."""

    name: str


class TokenVariable(Struct, frozen=True):
    """The access token.

    Attributes:
        ignored: a variable or secret of that name with a value of its own.
    """

    ignored: SourceLocation | None = None


class DynamicVariable(Struct, frozen=True):
    """A dynamic variable: ``$guid`` and its like."""

    name: str


def captured_nowhere(_name: str) -> str:
    """No request captures any variable."""
    return ""


Leaf: TypeAlias = (
    SessionOverride | SecretRef | NameConflict | ProcessVariable | TokenVariable | DynamicVariable
)
"""What a name can stand for besides a variable: nothing in it is expanded."""


class VariableScope(SafeRepr, frozen=True):
    """The names that can be referred to, and what each stands for.

    Attributes:
        overrides: ``--var`` and values of this session: opaque, before everything else.
        captured: values that were taken out of responses, and those of a row of data: opaque,
            before the variables of files.
        captured_by: which request captures a variable; empty for none.
        capturable: gives the names of all variables that a request captures.
        captured_from: the ids of the requests whose responses had the captured values, by name.
        layers: variables, nearest first: request, environment, folders from the nearest on,
            workspace.
        secrets: of the environment; they share one namespace with variables.
        script_variables: what only a script of an imported collection set, and which one.
        request_id: of the request that refers to the names; empty for what is no request's.
        file: where the active environment, else the workspace, has its variables; empty where that
            is not known.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"overrides", "captured"})

    overrides: Mapping[str, MaybeSecret] = MappingProxyType({})
    layers: tuple[Mapping[str, Variable], ...] = ()
    secrets: Mapping[str, SecretRef] = MappingProxyType({})
    script_variables: Mapping[str, str] = MappingProxyType({})
    file: str = ""
    captured: Mapping[str, MaybeSecret] = MappingProxyType({})
    captured_by: Callable[[str], str] = captured_nowhere
    captured_from: Mapping[str, str] = MappingProxyType({})
    capturable: Callable[[], Iterable[str]] = tuple
    request_id: str = ""

    def variable(self, name: str) -> Variable | None:
        """The nearest variable with this name."""
        return next((layer[name] for layer in self.layers if name in layer), None)

    def find(self, name: str) -> Variable | Leaf | None:
        """What the name stands for; ``None`` when nothing has it."""
        secret = self.secrets.get(name)
        if name in self.overrides:
            return SessionOverride(self.overrides[name], secret is not None)
        if name in self.captured:
            return SessionOverride(self.captured[name], secret is not None)
        variable = self.variable(name)
        if name == ACCESS_TOKEN:
            return TokenVariable(_ignored(variable, secret))
        if variable is not None:
            return variable if secret is None else NameConflict(variable, secret)
        if secret is not None:
            return secret
        if name.startswith(PROCESS_PREFIX) and len(name) > len(PROCESS_PREFIX):
            return ProcessVariable(name.removeprefix(PROCESS_PREFIX))
        return DynamicVariable(name) if name.startswith("$") else None

    def pieces(self, written: str) -> tuple[TemplatePiece, ...]:
        """A text taken apart; references in names are put in, innermost first, as Postman does.

        One stays where it stands whose name is not known from files and plain session values.
        """
        return tuple(
            Reference(name)
            if isinstance(piece, NestedReference)
            and (name := self._name(piece, [_MOST_LOOK_UPS])) is not None
            else piece
            for piece in parse_template(written)
        )

    def _name(self, nested: NestedReference, left: list[int]) -> str | None:
        text = (self._fixed(nested.pieces, left) or "").strip()
        # What reads the process or is generated is written out, so that it can be seen.
        return text if is_name(text) and text[0] != "$" else None

    def _fixed(self, pieces: Iterable[TemplatePiece], left: list[int]) -> str | None:
        """What pieces come to without anything opened or generated; ``None`` where that is not."""
        text = ""
        for piece in pieces:
            left[0] -= 1
            if isinstance(piece, str):
                text += piece
                continue
            name = self._name(piece, left) if isinstance(piece, NestedReference) else piece.name
            found = self.find(name) if name is not None and left[0] > 0 else None
            match found:
                case SessionOverride(str(value), False):
                    inner: str | None = value
                case Variable(str(value)):
                    inner = self._fixed(parse_template(value), left)
                case Variable(value):
                    inner = scalar_text(value)
                case _:
                    inner = None
            if inner is None:
                return None
            text += inner
        return text

    def names(self) -> Iterator[str]:
        """Every name that a reference can use here, dynamic ones left out."""
        found = {ACCESS_TOKEN, *self.overrides, *self.captured, *self.secrets}
        found.update(*self.layers)
        return filter(is_name, sorted(found))

    def name_conflicts(self) -> list[Fault]:
        """A fault for each variable that has a secret's name, used or not."""
        return [
            conflict_fault(name, layer[name], secret)
            for name, secret in self.secrets.items()
            for layer in self.layers
            if name in layer and name != ACCESS_TOKEN
        ]


def conflict_fault(name: str, variable: Variable, secret: SecretRef) -> Fault:
    """The fault of a variable that has a secret's name."""
    return Fault(
        "shadowed_secret",
        f'Variable "{name}" and secret "{name}" have the same name.',
        variable.place,
        f"Variables and secrets share one namespace. The secret is at {secret.place}.",
        "Rename one of them.",
    )


def _ignored(variable: Variable | None, secret: SecretRef | None) -> SourceLocation | None:
    """Where somebody gave the token's name a value of its own."""
    if variable is None:
        return secret.place if secret is not None else None
    written = variable.value if isinstance(variable.value, str) else ""
    same = parse_template(written.strip()) == (Reference(ACCESS_TOKEN),)
    return None if same else variable.place
