"""What a send is asked to do, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Protocol

from msgspec import Struct

from outrider.errors import OutriderError, Place
from outrider.model.exchange import Exchange
from outrider.model.message import RequestMessage
from outrider.model.safe_repr import Guarded
from outrider.model.secret import Text
from outrider.model.token import TokenUse
from outrider.model.workspace import Environment, RequestInPlace, SecretRef, WorkspaceSettings


class RestartableSink(Protocol):
    """Takes a response body; what was taken is given up when another exchange follows."""

    def write(self, data: bytes, /) -> object:
        """Takes the next bytes."""

    def restart(self) -> None:
        """Forgets the bytes taken so far."""


class Trust(Struct, frozen=True):
    """What the user lets this workspace do.

    Attributes:
        trusted: whether it may run programs and read outside its folder.
        command_allowed: whether this very command was trusted.
    """

    trusted: bool
    command_allowed: Callable[[str, SecretRef], bool]


def _as_written(place: Place) -> Place:
    return place


class Snapshot(Guarded, frozen=True):
    """The files as they were at the press of send: later changes do not touch what is under way.

    Attributes:
        root: real path of the workspace.
        settings: of the workspace.
        environment: the active one; ``None`` without any.
        session: values of ``--var`` and of this session: they win, and are taken as they are.
        trust: see :class:`Trust`.
        locate: finds the line of a place.
        masked: nothing is sent, and every secret is seen as a mask: one that cannot be had is stood
            in for, and none is asked for.
    """

    hidden: ClassVar[frozenset[str]] = frozenset({"session"})

    root: Path
    settings: WorkspaceSettings
    environment: Environment | None
    trust: Trust
    session: Mapping[str, Text] = MappingProxyType({})
    locate: Callable[[Place], Place] = _as_written
    masked: bool = False

    @property
    def environment_id(self) -> str:
        """The environment's id; empty without one."""
        return self.environment.id if self.environment else ""


class SendJob(Struct, frozen=True):
    """One press of send.

    Attributes:
        snapshot: of workspace and environment.
        request: with its folders.
        confirmed: the user said yes to an unsafe method in a protected environment.
        sink: takes the body instead of memory.
    """

    snapshot: Snapshot
    request: RequestInPlace
    confirmed: bool = False
    sink: RestartableSink | None = None


class SendResult(Struct, frozen=True):
    """What came of a send; never raised, so that it can always be shown.

    Attributes:
        send_id: ties it to the console's entries.
        environment: id of the environment that it came from.
        request_id: id of the request.
        message: the API request, where it got so far, secrets wrapped.
        exchange: the last exchange with the API.
        exchanges: every HTTP exchange that this send made, in order.
        token: the token used, and why.
        error: why there is no whole response; ``None`` when there is one, whatever its status.
    """

    send_id: int
    environment: str
    request_id: str
    message: RequestMessage | None = None
    exchange: Exchange | None = None
    exchanges: tuple[Exchange, ...] = ()
    token: TokenUse | None = None
    error: OutriderError | None = None
