"""What in a workspace a person has to agree to, and what of it has been agreed to.

A folder that came from somebody else runs no program, reads nothing private and sends a client's
credentials nowhere until the person at this machine has agreed to exactly that.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from outrider.errors import Fault, SourceLocation, TrustRequiredError
from outrider.next_steps import TrustWorkspace


class TrustKind(StrEnum):
    """What is needed; the values stand in the digests of the user's store."""

    COMMAND = "command"
    PROCESS_VARIABLE = "process variable"
    KEYRING = "keyring"
    FILE = "file"
    HOST = "host"
    NO_VERIFY = "verify = false"
    INSECURE_HTTP = "allow_insecure_http"


class TrustNeed(Struct, frozen=True):
    """One thing that a workspace needs trust for.

    Attributes:
        kind: see :class:`TrustKind`.
        subject: the words of a command, else one text: a name, an absolute path, ``host`` or
            ``host:port``, or the text as it is written where files alone do not tell.
        applies_to: environment, and name of a secret or table of a definition, for a command; the
            environment for what is one of its settings; the use of a file that is sent; empty for
            the rest.
        content: a digest of the workspace's own files that a command names; empty for the rest.
        place: where it is written: no part of what is agreed to.
        inside: of a file, whether it lies in the workspace, which keeps secrets in it: no part of
            what is agreed to either.
    """

    kind: TrustKind
    subject: tuple[str, ...]
    applies_to: tuple[str, ...] = ()
    content: str = ""
    place: SourceLocation = SourceLocation("")
    inside: bool = False

    @property
    def digest(self) -> str:
        """What stands for this need, whoever writes it and wherever it is written."""
        parts: list[object] = [self.kind.value, list(self.applies_to), list(self.subject)]
        return _digest([*parts, self.content] if self.content else parts)

    @property
    def command_digest(self) -> str:
        """What stood for a command in stores of version 1."""
        return _digest([*self.applies_to, list(self.subject)])

    @property
    def sentence(self) -> str:
        """What would be done, in a few words and without a full stop; not made visible."""
        shown = self.subject[0] if self.subject else ""
        whose = " ".join(self.applies_to[:1])
        match self.kind:
            case TrustKind.COMMAND:
                import shlex

                of, owner = f" of {whose}" if whose else "", self.applies_to[-1]
                name = owner if owner.startswith("[") else f'secret "{owner}"'
                return f"{name}{of} runs {shlex.join(self.subject)}"
            case TrustKind.PROCESS_VARIABLE:
                return f"OS environment variable {shown} is read"
            case TrustKind.KEYRING:
                return f"the keyring entry {shown} is read"
            case TrustKind.FILE:
                use = self.applies_to
                done = "read, and copied into the workspace" if use == IMPORTED else "read"
                done = "sent" if use == SENT else done
                where = "with secrets" if self.inside else "outside the workspace"
                return f"the file {shown} {where} is {done}"
            case TrustKind.HOST:
                whose = "of the workspace go" if self.applies_to == INHERITED else "of a client go"
                return f"credentials {whose} to {shown}"
            case TrustKind.NO_VERIFY:
                return (
                    f'TLS certificates are not verified in environment "{whose}" (verify = false)'
                )
            case TrustKind.INSECURE_HTTP:
                return f'environment "{whose}" sends credentials without TLS (allow_insecure_http)'

    @property
    def line(self) -> str:
        """The sentence with its file and line, for a list."""
        place = self.place
        where = f"{place.file}:{place.line}" if place.line else place.file
        return f"{self.sentence}    {where}" if where else self.sentence

    @property
    def fault(self) -> Fault:
        """The fault of a need that was not agreed to."""
        return Fault(
            "trust",
            f"This is not trusted yet: {self.sentence}.",
            self.place,
            "It is new, or has changed since the workspace was trusted.",
            step=TrustWorkspace(),
        )


SENT = ("sent",)
"""The use of a file whose bytes go into a request."""

IMPORTED = ("imported",)
"""The use of a file whose text an import takes over."""

INHERITED = ("inherited",)
"""The use of a host to which an imported request takes a credential that was there before."""

LINKED = ("linked",)
"""The use of a file or folder that a link in the workspace leads to."""


class WorkspaceTrust(Struct, frozen=True):
    """What the user lets one workspace do.

    Attributes:
        known: whether anything about this path was agreed to.
        agreed: digests of the needs that were agreed to; ``None`` for every need there is.
        commands: digests of commands, where a store of version 1 was agreed to; it holds all
            else but hosts to be agreed to as well.
    """

    known: bool = False
    agreed: frozenset[str] | None = frozenset()
    commands: frozenset[str] | None = None

    def allows(self, need: TrustNeed) -> bool:
        """Whether this very need was agreed to."""
        if self.agreed is None:
            return True
        if not self.known:
            return False
        if self.commands is None:
            return need.digest in self.agreed
        if need.kind is TrustKind.COMMAND:
            return need.command_digest in self.commands
        return need.kind is not TrustKind.HOST

    def missing(self, needs: Iterable[TrustNeed]) -> tuple[TrustNeed, ...]:
        """The needs that were not agreed to, each once."""
        return tuple(need for need in distinct_needs(needs) if not self.allows(need))


TrustGiven: TypeAlias = bool | WorkspaceTrust
"""What is agreed to: everything, nothing, or what the user's store says."""

TRUST_NOTHING = WorkspaceTrust()
"""Of a workspace that nobody has agreed to."""

TRUST_EVERYTHING = WorkspaceTrust(known=True, agreed=None)
"""For one call, or for reading what there would be to agree to."""


def as_trust(given: TrustGiven) -> WorkspaceTrust:
    """The trust that stands for everything or nothing, or the one that is given."""
    if isinstance(given, WorkspaceTrust):
        return given
    return TRUST_EVERYTHING if given else TRUST_NOTHING


class ConsentRequired(TrustRequiredError, code="trust"):
    """Needs that were not agreed to.

    Attributes:
        needs: all of them.
    """

    needs: tuple[TrustNeed, ...] = ()

    @classmethod
    def for_needs(cls, needs: Iterable[TrustNeed]) -> ConsentRequired:
        """The error for these needs (at least one)."""
        found = tuple(needs)
        error = cls.of([need.fault for need in found])
        error.needs = found
        return error


def distinct_needs(needs: Iterable[TrustNeed]) -> tuple[TrustNeed, ...]:
    """Each need once, where it is first written."""
    found: dict[str, TrustNeed] = {}
    for need in needs:
        found.setdefault(need.digest, need)
    return tuple(found.values())


def lasting_needs(needs: Iterable[TrustNeed]) -> tuple[TrustNeed, ...]:
    """The needs that a workspace has from then on, without what is asked about imports alone."""
    return tuple(need for need in needs if need.applies_to not in {IMPORTED, INHERITED})


def new_needs(before: Iterable[TrustNeed], after: Iterable[TrustNeed]) -> tuple[TrustNeed, ...]:
    """What is needed afterwards and was not before."""
    known = {need.digest for need in before}
    return tuple(need for need in distinct_needs(after) if need.digest not in known)


def _digest(parts: list[object]) -> str:
    import hashlib
    import json

    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
