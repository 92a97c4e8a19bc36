"""Puts values in the place of references, and notes every fault on the way."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.secret import MaybeSecret, Secret, join_texts, reveal
from outrider.model.workspace import SecretRef, Variable
from outrider.next_steps import EnterSecret, NextStep, SetOsVariable
from outrider.variables.expansion import MAX_SIZE, MAX_TOTAL, Expansion, too_large
from outrider.variables.reference_faults import (
    nested_name,
    no_access_token,
    process_variable_unset,
    reserved_name,
    secret_fault,
    secret_not_opened,
    unknown_dynamic,
    unknown_name,
)
from outrider.variables.reference_grammar import NestedReference
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import (
    DynamicVariable,
    Leaf,
    NameConflict,
    ProcessVariable,
    SessionOverride,
    TokenVariable,
    VariableScope,
    conflict_fault,
)


class ResolvedPart(Struct, frozen=True):
    """A run of literal text, or the value of one reference.

    Attributes:
        name: of the reference; ``None`` for literal text.
        failed: the reference has no value, and a fault says why.
    """

    text: MaybeSecret
    name: str | None = None
    failed: bool = False


class Resolver:
    """Resolves the texts of one send in one scope.

    A variable has one value during a send, also where it is made of ``{{$guid}}``; written
    itself, ``{{$guid}}`` is new each time.

    Attributes:
        scope: where names are looked up.
        values: what was opened for this send.
        faults: all that went wrong so far, in order, each once.
    """

    def __init__(self, scope: VariableScope, values: RuntimeValues) -> None:
        self.scope = scope
        self.values = values
        self.faults: list[Fault] = []
        self._noted: set[Fault] = set()
        self._brought = 0
        self._expansion: Expansion[MaybeSecret] = Expansion(
            scope, self._leaf, self._join, self.add_fault
        )

    @property
    def failed(self) -> bool:
        """Whether anything must not be sent."""
        return any(fault.severity is Severity.ERROR for fault in self.faults)

    def add_fault(self, fault: Fault | None) -> None:
        """Adds a fault, if there is one and the same one is not there."""
        if fault is not None and fault not in self._noted:
            self._noted.add(fault)
            self.faults.append(fault)

    def text(self, written: str, place: SourceLocation) -> MaybeSecret:
        """The text with its references replaced; meaningless where a fault was noted."""
        return join_texts(part.text for part in self.parts(written, place))

    def parts(self, written: str, place: SourceLocation) -> tuple[ResolvedPart, ...]:
        """Literal text and values, in order."""
        parts: list[ResolvedPart] = []
        brought = 0
        for piece in self.scope.pieces(written):
            if isinstance(piece, str):
                parts.append(ResolvedPart(piece))
                continue
            if isinstance(piece, NestedReference):
                self.add_fault(nested_name(piece.written, place))
                parts.append(ResolvedPart("", piece.written, failed=True))
                continue
            value = self._expansion.value(piece.name, place)
            if value is None:
                parts.append(ResolvedPart("", piece.name, failed=True))
                continue
            brought += len(reveal(value))
            if brought > MAX_SIZE or self._brought + brought > MAX_TOTAL:
                self.add_fault(too_large("This text", place))
                return (ResolvedPart("", piece.name, failed=True),)
            parts.append(ResolvedPart(value, piece.name))
        self._brought += brought
        return tuple(parts)

    def _join(
        self, parts: Sequence[MaybeSecret], variable: Variable, name: str
    ) -> MaybeSecret | None:
        if len(parts) == 1:
            return parts[0]
        size = sum(len(reveal(part)) for part in parts)
        if size > MAX_SIZE or self._brought + size > MAX_TOTAL:
            self.add_fault(too_large(f'Variable "{name}"', variable.place))
            return None
        self._brought += size
        return join_texts(parts)

    def _leaf(self, name: str, found: Leaf | None, place: SourceLocation) -> MaybeSecret | None:
        match found:
            case SessionOverride(value, secret):
                return self._checked(f'Secret "{name}"', value, place) if secret else value
            case SecretRef():
                return self._secret(name, found)
            case ProcessVariable(process):
                return self._process(name, process, place)
            case TokenVariable(ignored):
                return self._token(ignored, place)
            case DynamicVariable():
                return self._generated(name, place)
            case NameConflict(variable, ref):
                self.add_fault(conflict_fault(name, variable, ref))
            case None:
                self.add_fault(unknown_name(name, place, self.scope))
        return None

    def _secret(self, name: str, ref: SecretRef) -> Secret | None:
        value = self.values.secrets.get(name)
        if value is None:
            self.add_fault(secret_not_opened(name, ref.place))
            return None
        source = self.values.source(name)
        return self._checked(f'Secret "{name}"', value, ref.place, source, EnterSecret(name))

    def _process(self, name: str, process: str, place: SourceLocation) -> Secret | None:
        value = self.values.process.get(process)
        if value is None:
            self.add_fault(process_variable_unset(process, place))
            return None
        called = f"OS environment variable {process}"
        return self._checked(called, Secret(value), place, step=SetOsVariable(process))

    def _checked(
        self,
        called: str,
        value: MaybeSecret,
        place: SourceLocation,
        source: str = "",
        step: NextStep | None = None,
    ) -> Secret | None:
        """The secret, unless it is empty or has blanks around it."""
        secret = value if isinstance(value, Secret) else Secret(value)
        fault = secret_fault(called, secret.reveal(), place, source, step)
        self.add_fault(fault)
        return None if fault else secret

    def _token(self, ignored: SourceLocation | None, place: SourceLocation) -> Secret | None:
        if ignored is not None:
            self.add_fault(reserved_name(ignored))
        if self.values.access_token is None:
            self.add_fault(no_access_token(self.values.no_token_reason, place))
        return self.values.access_token

    def _generated(self, name: str, place: SourceLocation) -> str | None:
        value = self.values.dynamic(name)
        if value is None:
            self.add_fault(unknown_dynamic(name, place))
        return value
