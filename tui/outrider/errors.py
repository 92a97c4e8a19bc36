"""Every way in which Outrider can fail on purpose, and the exit code of each.

::

    OutriderError                     .code .what .where .why .advice .faults
    ├─ UsageError                     2   wrong usage
    │  ├─ UnknownName                 2   a name on the command line that does not exist
    │  └─ Unanswered                  2   a question that nobody could answer
    ├─ WorkspaceError                 3   what the user wrote; nothing was sent
    │  ├─ DocumentError               3   a file cannot be read as what it should be
    │  ├─ SaveRefused                 3   writing would lose something
    │  ├─ ImportRefused               3   a file to import is not what it should be
    │  ├─ ResolveError                3   variables, hosts, bodies: every fault at once
    │  ├─ SecretError                 3   a secret could not be opened
    │  ├─ TrustRequired               3   the workspace asks for what only a trusted one gets
    │  └─ ConfigurationUnsupported    3   written correctly, but not possible yet
    ├─ AuthorizationError             4   no token; the API request was not sent
    │  ├─ TokenRefused                4   RFC 6749 §5.2, in the server's words
    │  ├─ MalformedTokenResponse      4   neither RFC 6749 §5.1 nor §5.2
    │  └─ TokenEndpointFailed         4   no whole answer from the token endpoint
    └─ ResponseIncomplete             5   no whole response from the API

A response with a status of 400 or above is a response, not an error.
No attribute of an error ever holds a secret in clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, Self

from msgspec import Struct


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
        line: 1-based; ``None`` where it is not known.
        column: 1-based; ``None`` where it is not known.
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
        dotted = self.dotted_key
        if dotted:
            where = f"{where}: {dotted}" if where else dotted
        return where

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
        place: where it is written.
        why: the reason, where ``what`` does not say it.
        advice: what to do next.
        severity: whether it stops what was asked.
    """

    code: str
    what: str
    place: SourceLocation | None = None
    why: str = ""
    advice: str = ""
    severity: Severity = Severity.ERROR


class OutriderError(Exception):
    """Base of all errors that Outrider raises on purpose.

    Attributes:
        exit_code: what a command that ends with this error returns to the shell.
        code: a stable name in snake_case, for programs.
        what: one sentence: what went wrong.
        where: the file and line, or the URL.
        why: the cause.
        advice: what to do next.
        faults: the single faults, where there may be several.
    """

    exit_code: ClassVar[int] = 70
    default_code: ClassVar[str] = "internal"

    def __init__(
        self,
        what: str,
        *,
        code: str = "",
        where: str = "",
        why: str = "",
        advice: str = "",
        faults: Sequence[Fault] = (),
    ) -> None:
        super().__init__(what)
        self.what = what
        self.code = code or self.default_code
        self.where = where
        self.why = why
        self.advice = advice
        self.faults = tuple(faults)


class UsageError(OutriderError):
    """The command line, or a call, was wrong."""

    exit_code = 2
    default_code = "usage"


class UnknownName(UsageError):
    """A name on the command line that does not exist; the known ones are in ``advice``."""

    default_code = "unknown_name"


class PromptUnanswered(UsageError):
    """A question had to be asked and nobody could answer it."""

    default_code = "unanswered"


class WorkspaceError(OutriderError):
    """Something in the user's files or values; nothing was sent."""

    exit_code = 3
    default_code = "workspace"

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
            faults=faults,
        )


class DocumentError(WorkspaceError):
    """A file that cannot be read as what it should be."""

    default_code = "document"


class SaveError(WorkspaceError):
    """Writing the file would lose something that is in it."""

    default_code = "save_refused"


class ImportRejected(WorkspaceError):
    """A file to import cannot be read as any format that is known."""

    default_code = "import_refused"


class ResolveError(WorkspaceError):
    """Variables that cannot be resolved, or that resolve to what must not be sent."""

    default_code = "resolve"


class SecretError(WorkspaceError):
    """A secret could not be opened, or is empty."""

    default_code = "secret"


class TrustRequiredError(WorkspaceError):
    """The workspace asks for something that only a trusted workspace gets."""

    default_code = "trust"


class UnsupportedConfiguration(WorkspaceError):
    """The file is right and says something that Outrider cannot do yet."""

    default_code = "unsupported"


class AuthorizationError(OutriderError):
    """There is no token, so the API request was not sent."""

    exit_code = 4
    default_code = "authorization"


class TokenRefused(AuthorizationError):
    """The authorization server refused (RFC 6749 §5.2).

    Attributes:
        error: the server's ``error``, word for word.
        description: the server's ``error_description``, word for word, or empty.
        uri: the server's ``error_uri``, or empty.
        status: the HTTP status.
    """

    default_code = "token_refused"

    def __init__(
        self,
        what: str,
        *,
        error: str,
        description: str = "",
        uri: str = "",
        status: int = 0,
        where: str = "",
        why: str = "",
        advice: str = "",
    ) -> None:
        super().__init__(what, where=where, why=why, advice=advice)
        self.error = error
        self.description = description
        self.uri = uri
        self.status = status


class MalformedTokenResponse(AuthorizationError):
    """The token endpoint's answer is neither a token nor an OAuth error."""

    default_code = "malformed_token_response"


class TokenEndpointFailed(AuthorizationError):
    """No whole answer came from the token endpoint."""

    default_code = "token_endpoint_failed"


class IncompleteResponse(OutriderError):
    """No whole response came from the API."""

    exit_code = 5
    default_code = "no_response"
