"""What a token is wanted for."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from outrider.engine.exchanges.exchange_recorder import SendRecord
from outrider.engine.tokens.assertion_source import ReadSource
from outrider.errors import SourceLocation
from outrider.model.auth import ResolvedAuth
from outrider.model.connection import ConnectionSettings
from outrider.model.value_source import ValueSource


def _as_written(place: SourceLocation) -> SourceLocation:
    return place


def _any_endpoint(_url: str) -> None:
    pass


class TokenJob(Struct, frozen=True):
    """What a token is wanted for.

    Attributes:
        workspace: real path.
        environment: id; empty without one.
        allow_insecure_http: credentials may travel over plain http beyond loopback.
        environment_file: of the environment; empty without one.
        find_source: where the value of a key of ``auth`` came from; ``None`` where nobody knows.
        with_line: a place with its line.
        is_attended: somebody waits for it, and may be asked.
        is_trusted: the workspace is trusted, so that it may have a browser opened.
        environment_name: what people call the environment; empty without one.
        require_endpoint: stops where a secret of ``auth`` is not for the host of this URL.
        read_source: reads the sources of ``auth``; ``None`` where nobody can.
    """

    workspace: str
    environment: str
    auth: ResolvedAuth
    connection: ConnectionSettings
    record: SendRecord
    allow_insecure_http: bool = False
    environment_file: str = ""
    find_source: Callable[[str], ValueSource] | None = None
    with_line: Callable[[SourceLocation], SourceLocation] = _as_written
    is_attended: bool = True
    is_trusted: bool = False
    environment_name: str = ""
    require_endpoint: Callable[[str], None] = _any_endpoint
    read_source: ReadSource | None = None
