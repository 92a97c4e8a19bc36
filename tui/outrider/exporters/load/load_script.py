"""What a script for a load generator does, whatever its language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, TypeAlias

from msgspec import Struct

from outrider.exporters.load.script_text import ScriptText
from outrider.model.connection import ConnectionSettings
from outrider.model.jq_programs import JqSteps
from outrider.model.member_path import MemberPath
from outrider.model.safe_repr import SafeRepr


class ScriptValue(SafeRepr, frozen=True):
    """A value that the script reads from its OS environment.

    Attributes:
        name: of the OS environment variable.
        what: what it is, as people read it.
        value: unmasked, where it was asked for; ``None`` where the script has none.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"value"})

    name: str
    what: str
    value: str | None = None


class BodyFile(Struct, frozen=True):
    """Bytes that are read from a file when the script starts, by its absolute path."""

    path: str


BodyPiece: TypeAlias = ScriptText | bytes | BodyFile


class ScriptMessage(Struct, frozen=True):
    """A request as the script sends it.

    Attributes:
        url: in ASCII.
        headers: in order, duplicates kept.
        body: its pieces, one after the other, texts in UTF-8; ``None`` for none.
        without: fields that a program may not add by itself, in lower case.
    """

    method: str
    url: ScriptText
    headers: tuple[tuple[str, ScriptText], ...]
    body: tuple[BodyPiece, ...] | None = None
    without: tuple[str, ...] = ()


class ScriptToken(Struct, frozen=True):
    """An access token that the script fetches, keeps and renews.

    Attributes:
        name: unique in the script.
        request: the token request; its URL is empty where metadata names it.
        refresh: the same for a refresh token; ``None`` where the grant uses none.
        metadata: where the issuer's metadata may be, in order; empty where it is not needed.
        issuer: what the metadata has to say of itself.
        paths: of members of the token response that are not where RFC 6749 §5.1 has them.
    """

    name: str
    request: ScriptMessage
    refresh: ScriptMessage | None = None
    metadata: tuple[str, ...] = ()
    issuer: str = ""
    paths: Mapping[str, MemberPath] = MappingProxyType({})


class LookedAt(Struct, frozen=True):
    """The part of a response that a capture or a check looks at.

    Attributes:
        subject: ``status``, ``header``, ``json`` or ``body``.
        header: its name.
        steps: of a value in JSON.
    """

    subject: str
    header: str = ""
    steps: JqSteps = ()


class ScriptCapture(Struct, frozen=True):
    """A value that later requests use."""

    name: str
    looked: LookedAt


class ScriptCheck(Struct, frozen=True):
    """What a response has to be.

    Attributes:
        title: what people read where it is not met.
        kind: ``status``, ``below_400``, ``equals``, ``not_equals``, ``one_of`` or ``exists``.
        expected: a JSON value; of a status the numbers and classes (``2xx``).
    """

    title: str
    looked: LookedAt
    kind: str
    expected: Any = None


class ScriptRequest(Struct, frozen=True):
    """A request to an API.

    Attributes:
        name: path in the workspace.
        token: the name of its token; empty for none.
        timeout: seconds.
        needs: the captured values without which it is not sent.
        notes: what the script does not do, as sentences.
    """

    name: str
    message: ScriptMessage
    token: str = ""
    timeout: float = 60.0
    follow_redirects: bool = False
    captures: tuple[ScriptCapture, ...] = ()
    checks: tuple[ScriptCheck, ...] = ()
    needs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class LoadScript(Struct, frozen=True):
    """A whole script.

    Attributes:
        title: of what was exported.
        environment: what people call it; empty without one.
        connection: TLS and proxy of all requests; ``None`` where they are not known.
        keeps_cookies: the environment keeps cookies between requests.
        notes: what the script does not do, as sentences.
    """

    title: str
    environment: str
    requests: tuple[ScriptRequest, ...]
    values: tuple[ScriptValue, ...] = ()
    tokens: tuple[ScriptToken, ...] = ()
    connection: ConnectionSettings | None = None
    keeps_cookies: bool = False
    notes: tuple[str, ...] = ()


class LoadExporter(Protocol):
    """Writes scripts for a load generator, beside what every exporter does.

    Attributes:
        program: what runs the script.
    """

    name: str
    summary: str
    suffix: str
    program: str

    def script(self, script: LoadScript) -> str:
        """The script; ends with a line end."""
