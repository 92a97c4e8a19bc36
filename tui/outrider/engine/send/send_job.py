"""Input and result of one send, and the snapshot of files that it uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from outrider.engine.expectations.check_results import CapturedValue, ResponseChecks
from outrider.engine.send.kept_files import KeptFiles
from outrider.engine.send.run_secrets import RunSecrets
from outrider.engine.send.token_failures import TokenFailures
from outrider.errors import OutriderError, SourceLocation
from outrider.model.body_follower import SendFollower
from outrider.model.cookie import KeptCookies
from outrider.model.exchange import Exchange, RestartableSink
from outrider.model.message import RequestMessage
from outrider.model.response_note import ResponseNote
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import MaybeSecret
from outrider.model.token import TokenUse
from outrider.model.trust import WorkspaceTrust
from outrider.model.workspace import Environment, RequestWithFolders, WorkspaceSettings
from outrider.variables.variable_scope import captured_nowhere


def _as_written(place: SourceLocation) -> SourceLocation:
    return place


class OverrideOrigin(StrEnum):
    """Where values come from that win over those of the files, as a text says it."""

    SESSION = "set for this session"
    COMMAND_LINE = "set on the command line"
    ROW = "set by a row of data"
    RESPONSE = "captured from a response"


class WorkspaceSnapshot(SafeRepr, frozen=True):
    """The files as they were at the press of send: later changes do not touch what is under way.

    Attributes:
        root: real path of the workspace.
        environment: the active one; ``None`` without any.
        overrides: values of ``--var`` and of this session: they win, and are taken as they are.
        override_origin: where they come from.
        trust: what the user has agreed to.
        row: values of a row of data, by column: as they are, behind what was captured.
        row_json: columns of the row whose values are JSON, where the others are texts; ``None``
            where columns have no types.
        captured: values taken out of responses of the environment, by name.
        captured_by: the id of a request that captures a variable; empty for none.
        capturable: gives the names of all variables that a request captures, for who writes one.
        kept_files: the files from which other environments take secrets.
        masked: nothing is sent, and every secret is seen as a mask: one that cannot be had is stood
            in for, and none is asked for.
        is_attended: somebody waits for what comes of it, and may be asked.
        run_secrets: has secrets opened once for the run that the send is part of; ``None`` where
            each send opens its own.
        cookies: the jar of the environment in this session or run, which the send reads and fills;
            ``None`` where none are kept.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"overrides", "row", "cookies"})

    root: Path
    settings: WorkspaceSettings
    environment: Environment | None
    trust: WorkspaceTrust
    overrides: Mapping[str, MaybeSecret] = MappingProxyType({})
    override_origin: OverrideOrigin = OverrideOrigin.SESSION
    with_line: Callable[[SourceLocation], SourceLocation] = _as_written
    kept_files: Callable[[], Iterable[KeptFiles]] = tuple
    masked: bool = False
    is_attended: bool = True
    row: Mapping[str, MaybeSecret] = MappingProxyType({})
    captured: Mapping[str, CapturedValue] = MappingProxyType({})
    captured_by: Callable[[str], str] = captured_nowhere
    cookies: KeptCookies | None = None
    capturable: Callable[[], Iterable[str]] = tuple
    row_json: frozenset[str] | None = None
    run_secrets: RunSecrets | None = None

    @property
    def environment_id(self) -> str:
        """The environment's id; empty without one."""
        return self.environment.id if self.environment else ""

    @property
    def session_texts(self) -> Mapping[str, MaybeSecret]:
        """What the row and the captured values give to references: opaque."""
        return {**self.row, **{name: one.text for name, one in self.captured.items()}}

    def origin_of(self, name: str) -> OverrideOrigin:
        """Where a value comes from that wins over those of the files."""
        if name in self.overrides:
            return self.override_origin
        return OverrideOrigin.RESPONSE if name in self.captured else OverrideOrigin.ROW

    def without_session(self) -> WorkspaceSnapshot:
        """The same without what came from responses, rows and the session: what the files say."""
        is_session = self.override_origin is OverrideOrigin.SESSION
        overrides = MappingProxyType({}) if is_session else self.overrides
        return replace(self, overrides=overrides, row={}, captured={})

    @property
    def has_session_values(self) -> bool:
        """Whether there are values that win over those of files and name no host."""
        is_session = self.override_origin is OverrideOrigin.SESSION
        return bool(self.row or self.captured or (self.overrides and is_session))


class SendJob(Struct, frozen=True):
    """One press of send.

    Attributes:
        saved: as its file has it, where ``request`` holds edits.
        confirmed: the user said yes to an unsafe method in a protected environment.
        allowed_hosts: hosts that the user allowed for this one send, as patterns of ``hosts``.
        anonymous: the user wants it sent without the credentials of its auth.
        sink: takes the body instead of memory.
        update_snapshots: what an expectation compares with is written anew.
        token_failures: of the sends that belong together, as in a run; ``None`` for one by itself.
        is_repeated: the same is sent again with the same files and values, as a run does that
            repeats its requests.
        is_typed: the request is written on the command line: the host of its URL, its files and
            its OS environment variables are the user's own word.
        follower: is told of the token, and is given the response while it arrives. A stream that
            nobody follows is a body like any other: the request's timeout ends it.
        last_event_id: of the last event that was received of a stream, which goes on after it
            (``Last-Event-ID``, WHATWG HTML §9.2.4); empty for none.
    """

    snapshot: WorkspaceSnapshot
    request: RequestWithFolders
    saved: RequestWithFolders | None = None
    confirmed: bool = False
    allowed_hosts: tuple[str, ...] = ()
    anonymous: bool = False
    sink: RestartableSink | None = None
    update_snapshots: bool = False
    token_failures: TokenFailures | None = None
    is_repeated: bool = False
    is_typed: bool = False
    follower: SendFollower | None = None
    last_event_id: str = ""

    @property
    def saved_request(self) -> RequestWithFolders | None:
        """The request without edits, or as typed; ``None`` for one that has no file yet."""
        if self.saved is not None:
            return self.saved
        return self.request if self.request.request.file or self.is_typed else None


class SendResult(Struct, frozen=True):
    """What came of a send; never raised, so that it can always be shown.

    Attributes:
        send_id: ties it to the console's entries.
        message: the API request, where it got so far, secrets wrapped.
        exchanges: every HTTP exchange that this send made, in order.
        withheld_from: a host that a redirect would have taken the body to, as a pattern of
            ``hosts``; allowed, it gets the body.
        error: why there is no whole response; ``None`` when there is one, whatever its status.
        notes: why the API may have refused the request.
        checks: what was captured, and which expectations were met.
    """

    send_id: int
    environment: str
    request_id: str
    message: RequestMessage | None = None
    exchange: Exchange | None = None
    exchanges: tuple[Exchange, ...] = ()
    token: TokenUse | None = None
    withheld_from: str = ""
    error: OutriderError | None = None
    notes: tuple[ResponseNote, ...] = ()
    checks: ResponseChecks = ResponseChecks()
