"""Every way in which Outrider can fail on purpose, and the exit code of each.

::

    OutriderError                     .code .what .where .why .advice .step .faults
    ├─ UsageError                     2   wrong usage
    │  ├─ UnknownName                 2   a name on the command line that does not exist
    │  └─ Unanswered                  2   a question that nobody could answer
    ├─ WorkspaceError                 3   what the user wrote; nothing was sent
    │  ├─ DocumentError               3   a file cannot be read as what it should be
    │  ├─ SaveRefused                 3   writing would lose something
    │  ├─ ImportRefused               3   a file to import is not what it should be
    │  ├─ ResolveError                3   variables, hosts, bodies: every fault at once
    │  │  └─ HostNotAllowedError      3   a credential would go where no file sends it
    │  ├─ SecretError                 3   a secret could not be opened
    │  ├─ TrustRequired               3   the workspace asks for what only a trusted one gets
    │  └─ ConfigurationUnsupported    3   written correctly, but not possible yet
    ├─ AuthorizationError             4   no token; the API request was not sent
    │  ├─ TokenRefused                4   RFC 6749 §5.2, in the server's words
    │  ├─ MalformedTokenResponse      4   neither RFC 6749 §5.1 nor §5.2
    │  ├─ TokenEndpointFailed         4   no whole answer from the token endpoint
    │  ├─ CommandFailed               4   a program gave no token
    │  └─ SignInRequired              4   a person has to sign in, and nobody is there
    └─ ResponseIncomplete             5   no whole response from the API

A response with a status of 400 or above is a response, not an error.
No attribute of an error ever holds a secret in clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, Self

from msgspec import Struct

from outrider.next_steps import NextStep


class Severity(StrEnum):
    """How much a fault matters: an error stops what was asked, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class SourceLocation(Struct, frozen=True):
    """Where something is written.

    Attributes:
        file: path relative to the workspace, or absolute outside it; empty where there is none
            (the command line).
        key: path of the key inside the file; integers index arrays, from 0.
        line: 1-based, as ``column``; ``None`` where it is not known.
    """

    file: str
    key: tuple[str | int, ...] = ()
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """``file:line: key`` as far as it is known."""
        where = self.file
        if self.line is not None:
            where += f":{self.line}"
            if self.column is not None:
                where += f":{self.column}"
        return ": ".join(filter(None, (where, self.dotted_key)))

    def inside(self, *steps: str | int) -> SourceLocation:
        """Where a key of what is written here is, or would be."""
        return SourceLocation(self.file, (*self.key, *steps), self.line)

    @property
    def dotted_key(self) -> str:
        """The key as people write it: ``auth.default.scope``, ``headers[2].value``."""
        text = ""
        for step in self.key:
            if isinstance(step, int):
                text += f"[{step + 1}]"
            else:
                text += f".{step}" if text else step
        return text


class Fault(Struct, frozen=True):
    """One thing that is wrong, where it is, why it matters and what to do.

    Attributes:
        code: a stable name in snake_case, for programs.
        what: one sentence, without a secret.
        why: the reason, where ``what`` does not say it.
        advice: what to do, in words that fit every front end.
        step: what to do, where it depends on the front end or the screen can do it.
        environments: ids of those in which it holds; empty where it holds in all, or in none.
    """

    code: str
    what: str
    place: SourceLocation | None = None
    why: str = ""
    advice: str = ""
    severity: Severity = Severity.ERROR
    step: NextStep | None = None
    environments: tuple[str, ...] = ()


class OutriderError(Exception):
    """Base of all errors that Outrider raises on purpose.

    Attributes:
        exit_code: what a command that ends with this error returns to the shell.
        code: a stable name in snake_case, for programs.
        what: one sentence: what went wrong.
        where: the file and line, or the URL.
        server_message: what the server said of it, in its own words, on one line.
        whole_message: all of the server's words, on their lines, where ``server_message`` has only
            the first of them; else empty.
        see: a page about it that the server names.
        why: the cause.
        advice: what to do next, in words that fit every front end.
        step: what to do next, where it depends on the front end or the screen can do it.
        faults: the single faults, where there may be several.
    """

    exit_code: ClassVar[int] = 70
    default_code: ClassVar[str] = "internal"
    server_message = ""
    whole_message = ""
    see = ""

    def __init_subclass__(cls, code: str = "", exit_code: int = 0) -> None:
        super().__init_subclass__()
        cls.default_code = code or cls.default_code
        cls.exit_code = exit_code or cls.exit_code

    def __init__(
        self,
        what: str,
        *,
        code: str = "",
        where: str = "",
        why: str = "",
        advice: str = "",
        step: NextStep | None = None,
        faults: Sequence[Fault] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.code = code or self.default_code
        self.where = where
        self.why = why
        self.advice = advice
        self.step = step
        self.faults = tuple(faults)

    @property
    def where_to_show(self) -> str:
        """Where; empty if the sentence names that already."""
        return "" if self.where and self.where in self.what else self.where

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> Self:
        """The error for these faults (at least one): the first one speaks, the others follow."""
        first = faults[0]
        return cls(
            first.what,
            code=first.code,
            where=str(first.place) if first.place else "",
            why=first.why,
            advice=first.advice,
            step=first.step,
            faults=faults,
        )


class UsageError(OutriderError, code="usage", exit_code=2):
    """The command line, or a call, was wrong."""


class UnknownName(UsageError, code="unknown_name"):
    """A name on the command line that does not exist; the known ones are in ``advice``."""


class PromptUnanswered(UsageError, code="unanswered"):
    """A question had to be asked and nobody could answer it."""


class WorkspaceError(OutriderError, code="workspace", exit_code=3):
    """Something in the user's files or values; nothing was sent."""


class DocumentError(WorkspaceError, code="document"):
    """A file that cannot be read as what it should be."""


class SaveError(WorkspaceError, code="save_refused"):
    """Writing the file would lose something that is in it."""


class ImportRejected(WorkspaceError, code="import_refused"):
    """A file to import cannot be read as any format that is known."""


class ResolveError(WorkspaceError, code="resolve"):
    """Variables that cannot be resolved, or that resolve to what must not be sent."""


class HostNotAllowedError(ResolveError, code="host_not_allowed"):
    """A credential would go to a host that no file names for it.

    Attributes:
        host: as a list of hosts has it: with its port where it is this machine.
        known: the hosts that it may go to.
        has_auth: whether it is the credential of an auth, which a send can do without.
        can_be_named: whether ``hosts`` of the auth would allow it.
    """

    host: str = ""
    known: tuple[str, ...] = ()
    has_auth: bool = False
    can_be_named: bool = False


class SecretError(WorkspaceError, code="secret"):
    """A secret could not be opened, or is empty."""


class TrustRequiredError(WorkspaceError, code="trust"):
    """The workspace asks for something that only a trusted workspace gets."""


class UnsupportedConfiguration(WorkspaceError, code="unsupported"):
    """The file is right and says something that Outrider cannot do yet."""


class AuthorizationError(OutriderError, code="authorization", exit_code=4):
    """There is no token, so the API request was not sent.

    Attributes:
        rejects_credentials: whether the client's credentials may be what was refused.
        masked: whether every word that is not Outrider's own has been masked already.
        retry_after: seconds in which the server wants no other try, where it said so.
    """

    rejects_credentials = False
    masked = False
    retry_after: float | None = None


class TokenRefused(AuthorizationError, code="token_refused"):
    """The authorization server refused, and named an error (RFC 6749 §5.2).

    Attributes:
        error: the name, as the server wrote it.
    """

    error = ""


class MalformedTokenResponse(AuthorizationError, code="malformed_token_response"):
    """The token response is neither a token nor an OAuth error."""


class TokenEndpointFailed(AuthorizationError, code="token_endpoint_failed"):
    """No whole answer came from the token endpoint."""


class CommandFailed(AuthorizationError, code="token_command"):
    """A program that should print a token printed none."""


class SignInRequired(AuthorizationError, code="sign_in_required"):
    """A person has to sign in, and nobody is there to do it."""


class IncompleteResponse(OutriderError, code="no_response", exit_code=5):
    """No whole response came from the API."""


class ProgramNotRunnable(OutriderError, code="program_not_runnable", exit_code=126):
    """A program is there, and the system does not run it (POSIX.1-2017, XCU 2.8.2)."""


class ProgramNotFound(OutriderError, code="program_not_found", exit_code=127):
    """There is no program of that name (POSIX.1-2017, XCU 2.8.2)."""
