"""The names that a text can refer to, for somebody who is writing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct, structs

from outrider.errors import Severity, SourceLocation
from outrider.model.secret import MASK, Secret, masked
from outrider.model.workspace import SecretRef, Variable
from outrider.next_steps import DefineVariable, NextStep, SendFirst, SetOsVariable
from outrider.variables.reference_faults import dynamic_names
from outrider.variables.reference_grammar import ReferenceSpan, is_name, reference_spans
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import (
    PROCESS_PREFIX,
    DynamicVariable,
    ProcessVariable,
    SessionOverride,
    TokenVariable,
    VariableScope,
)

MAX_OFFERED = 200
"""Names that are offered at once."""

_NOWHERE = SourceLocation("", ())


class NameInfo(Struct, frozen=True):
    """What a reference to a name would give.

    Attributes:
        name: as it is written between the braces.
        display_value: its value as people may see it; what is secret in it is masked.
        origin: where it comes from: a file, ``secret``, ``token``, ``session``, ``process``.
        problem: why it has no value, as a sentence; empty where it has one.
        advice: what to do about that.
    """

    name: str
    display_value: str = ""
    origin: str = ""
    problem: str = ""
    advice: str = ""


class NameLookup:
    """Looks names up in one scope, each when it is asked for and then never again.

    Nothing is opened and nothing is read: a secret is its mask, and what is made anew for each
    send says so.

    Args:
        scope: where names are looked up.
        process: the names of the process's variables.
        token: whether there is a token for ``{{access_token}}``.
    """

    def __init__(
        self, scope: VariableScope, process: Collection[str] = (), *, token: bool = True
    ) -> None:
        self._scope = scope
        self._process = process
        self._token = token
        self._found: dict[str, NameInfo] = {}

    def with_request_variables(self, variables: Mapping[str, Variable]) -> NameLookup:
        """The same names, with other variables of the request itself, which come first."""
        layers = (variables, *self._scope.layers[1:])
        scope = structs.replace(self._scope, layers=layers)
        return NameLookup(scope, self._process, token=self._token)

    def with_captures(self, names: Collection[str]) -> NameLookup:
        """The same names, and what a response is going to give them."""
        captured = {**dict.fromkeys(names, "from the response"), **self._scope.captured}
        scope = structs.replace(self._scope, captured=captured)
        return NameLookup(scope, self._process, token=self._token)

    def find(self, name: str) -> NameInfo:
        """What a reference to this name gives, or why it gives nothing."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def step_to(self, name: str) -> NextStep | None:
        """What would give a name a value that has none; ``None`` where nothing is known to."""
        resolver = Resolver(self._scope, self._values())
        resolver.parts(f"{{{{{name}}}}}", _NOWHERE)
        return next((one.step for one in resolver.faults if one.step is not None), None)

    def lost_name(self, written: str, cursor: int | None = None) -> str:
        """A name in a text that has no value: the one at the cursor, else the first; or empty."""
        lost = [one for one, _ in self.unresolved(written)]
        here = (one for one in lost if cursor is not None and one.start <= cursor <= one.end)
        found = next(here, next(iter(lost), None))
        return found.name if found is not None else ""

    def unresolved(self, written: str) -> Iterator[tuple[ReferenceSpan, NameInfo]]:
        """The references of a text that have no value, and why."""
        for one in reference_spans(written):
            known = self.find(one.name)
            if known.problem:
                yield one, known

    def completions(self, typed: str) -> tuple[NameInfo, ...]:
        """The names that somebody may mean who has typed so much of one.

        Those that begin with it come before those that hold it; dynamic ones come last.
        """
        wanted = typed.lower()
        names = sorted({*self._scope.names(), *filter(is_name, self._scope.capturable())})
        if not wanted or wanted.startswith("$"):
            names += sorted(dynamic_names())
        if wanted.startswith(PROCESS_PREFIX[:2]):
            names += [f"{PROCESS_PREFIX}{name}" for name in sorted(self._process)]
        first = [name for name in names if name.lower().startswith(wanted)]
        then = [name for name in names if wanted in name.lower() and name not in set(first)]
        return tuple(self.find(name) for name in (*first, *then)[:MAX_OFFERED])

    def _look_up(self, name: str) -> NameInfo:
        resolver = Resolver(self._scope, self._values())
        (part,) = resolver.parts(f"{{{{{name}}}}}", _NOWHERE)
        if part.failed:
            fault = next(one for one in resolver.faults if one.severity is Severity.ERROR)
            return NameInfo(name, problem=fault.what, advice=fault.advice or _near(fault.step))
        return NameInfo(name, masked(part.text), self._origin(name))

    def _values(self) -> RuntimeValues:
        # The mask itself is the value, so that nothing else can be shown.
        return RuntimeValues(
            secrets={name: Secret(MASK) for name in self._scope.secrets},
            process=dict.fromkeys(self._process, MASK),
            access_token=Secret(MASK) if self._token else None,
            no_token_reason="The request's auth fetches no token.",
            dynamic=_made,
        )

    def _origin(self, name: str) -> str:
        found = self._scope.find(name)
        match found:
            case Variable():
                return found.place.file
            case SecretRef():
                return "secret"
            case TokenVariable():
                return "token"
            case ProcessVariable():
                return "process"
            case SessionOverride():
                return self._session_origin(name)
            case DynamicVariable():
                return "dynamic"
        return ""

    def _session_origin(self, name: str) -> str:
        if name in self._scope.overrides or name not in self._scope.captured:
            return "session"
        request = self._scope.captured_from.get(name, "")
        return f"captured by {request}" if request else "captured"


def _near(step: NextStep | None) -> str:
    match step:
        case DefineVariable(near=(first, *_)):
            return f'Did you mean "{first}"?'
        case SendFirst(request):
            return f"Send {request} first."
        case SetOsVariable(name):
            return f"Set {name} before Outrider starts."
    return "Define it, or correct the name."


def _made(name: str) -> str | None:
    return "generated when the request is sent" if name in dynamic_names() else None
