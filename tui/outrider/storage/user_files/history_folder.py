"""Past sends as files: one for each, in the user's state folder, bounded in number, bytes and age.

Only what is masked already comes here: a file is written as it is given.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec import DecodeError, Struct, ValidationError, json
from msgspec.structs import replace

from outrider.model.exchange import ConnectionInfo, Exchange, Failure, Purpose, Timing
from outrider.model.message import (
    FieldLine,
    RequestMessage,
    ResponseMessage,
    TextContent,
    content_text,
)
from outrider.model.past_send import PastSend
from outrider.model.response_note import ResponseNote
from outrider.model.secret import MASK, Secret, masked
from outrider.model.shown_check import ShownCheck
from outrider.model.token import AccessToken, TokenKey, TokenSlot, TokenSource, TokenUse
from outrider.storage.files.atomic_write import write_atomically

SENDS_KEPT = 30
"""Of each request."""

FILES_KEPT = 1000
"""Of all requests and workspaces."""

BYTES_KEPT = 50_000_000
DAYS_KEPT = 30
LARGEST_FILE = 4_000_000
"""Bytes; a larger one is none of ours."""

SHORTEST_ID = 4
"""Characters of an id that name a send."""

_DAY = 86_400


class _StoredSend(Struct, frozen=True):
    """A past send as it is written; nothing in it is a secret."""

    at: float
    request_id: str
    environment: str
    label: str
    problem: tuple[str, ...] = ()
    exchange: _StoredExchange | None = None
    token: _StoredToken | None = None
    notes: tuple[ResponseNote, ...] = ()
    checks: tuple[ShownCheck, ...] = ()


class _StoredExchange(Struct, frozen=True):
    send_id: int
    reason: str
    method: str
    url: str
    fields: tuple[tuple[str, str], ...]
    body: str | None
    response: ResponseMessage | None
    failure: Failure | None
    timing: Timing
    started_at: float
    network: ConnectionInfo | None
    reason_code: str = ""


class _StoredToken(Struct, frozen=True):
    """What there is to tell of a token, without the token."""

    source: TokenSource
    reason: str
    token_type: str
    asked_at: float
    expires_at: float
    assumed: bool
    asked_scope: frozenset[str]
    scope: frozenset[str] | None
    reason_code: str = ""


class HistoryFolder:
    """The files of one workspace's sends.

    Args:
        folder: of all histories; made when there is something to keep.
        root: real path of the workspace.
        clock: seconds since the epoch.
    """

    def __init__(self, folder: Path, root: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._all = folder
        self._folder = folder / _digest(str(root))
        self._clock = clock
        self._written = 0

    def write(self, past: PastSend) -> None:
        """Keeps a send, whose secrets are masked already; what is too much or too old goes.

        Raises:
            SaveRefused: the system refused.
            OSError: the folder cannot be made.
        """
        folder = self._folder_of(past.request_id)
        self._all.parent.mkdir(parents=True, exist_ok=True)
        for one in (self._all, self._folder, folder):
            one.mkdir(mode=0o700, exist_ok=True)
        self._written += 1
        name = f"{int(past.sent_at * 1000):015d}-{os.getpid()}-{self._written}.json"
        write_atomically(folder / name, json.encode(_filed(past)), private=True)
        self._bound(folder)

    def read(self, request_id: str) -> tuple[PastSend, ...]:
        """The sends of a request, newest first; files that are none of ours are passed over."""
        found = (_read(path) for path in reversed(_files(self._folder_of(request_id))))
        # The request may have had another id when it was sent.
        return tuple(replace(one, request_id=request_id) for one in found if one is not None)

    def entries(self) -> tuple[tuple[str, PastSend], ...]:
        """The sends of every request with their ids, newest first."""
        found = ((entry_id(path), _read(path)) for path in reversed(_files(self._folder)))
        return tuple((name, past) for name, past in found if past is not None)

    def find(self, start: str) -> tuple[PastSend, ...]:
        """The sends whose id begins so; none where that is shorter than any id needs."""
        if len(start) < SHORTEST_ID:
            return ()
        named = (path for path in _files(self._folder) if entry_id(path).startswith(start))
        return tuple(filter(None, map(_read, named)))

    def rename(self, new_id: Callable[[str], str]) -> None:
        """Requests have other ids now, which ``new_id`` knows; an empty one for what is gone.

        Raises:
            OSError: a file cannot be moved.
        """
        for folder in _folders(self._folder):
            newest = next(filter(None, map(_read, reversed(_files(folder)))), None)
            old = newest.request_id if newest else ""
            if not old or folder != self._folder_of(old):
                continue
            name = new_id(old)
            if name != old:
                self._move(folder, name)

    def _move(self, folder: Path, request_id: str) -> None:
        """Gives the files of a folder to another request, or removes them."""
        target = self._folder_of(request_id)
        if request_id:
            target.mkdir(mode=0o700, exist_ok=True)
        for path in _files(folder):
            past = _read(path) if request_id else None
            if past is not None:
                filed = _filed(replace(past, request_id=request_id))
                write_atomically(target / path.name, json.encode(filed), private=True)
            path.unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()

    def forget(self) -> int:
        """Removes the files of every workspace; how many there were.

        Raises:
            OSError: one cannot be removed.
        """
        files = _files(self._all)
        for path in files:
            path.unlink(missing_ok=True)
        for folder in sorted(_folders(self._all), reverse=True):
            with suppress(OSError):
                folder.rmdir()
        return len(files)

    def _folder_of(self, request_id: str) -> Path:
        return self._folder / _digest(request_id)

    def _bound(self, folder: Path) -> None:
        for path in _files(folder)[:-SENDS_KEPT]:
            _remove(path)
        oldest = int((self._clock() - DAYS_KEPT * _DAY) * 1000)
        left = _files(self._all)
        total = sum(_size(path) for path in left)
        for number, path in enumerate(left):
            too_many = len(left) - number > FILES_KEPT or total > BYTES_KEPT
            if not too_many and _moment(path) >= oldest:
                return
            total -= _size(path)
            _remove(path)


def entry_id(path: Path) -> str:
    """What a person calls a file of the history: short, and the same wherever it is moved to."""
    return sha256(path.name.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _files(folder: Path) -> list[Path]:
    """Oldest first."""
    with suppress(OSError):
        return sorted(folder.rglob("*.json"), key=lambda path: path.name)
    return []


def _folders(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in folder.rglob("*") if path.is_dir() and not path.is_symlink()]
    return []


def _moment(path: Path) -> int:
    stamp = path.name.partition("-")[0]
    return int(stamp) if stamp.isascii() and stamp.isdigit() else 0


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _remove(path: Path) -> None:
    # Another Outrider may have been quicker.
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _filed(past: PastSend) -> _StoredSend:
    return _StoredSend(
        past.sent_at,
        past.request_id,
        past.environment,
        past.environment_name,
        past.problem_lines,
        _filed_exchange(past.exchange) if past.exchange else None,
        _filed_token(past.token) if past.token else None,
        past.notes,
        past.checks,
    )


def _filed_token(use: TokenUse) -> _StoredToken:
    token = use.token
    return _StoredToken(
        source=use.source,
        reason=use.reason,
        token_type=token.token_type,
        asked_at=token.requested_at,
        expires_at=token.expires_at,
        assumed=token.lifetime_assumed,
        asked_scope=token.requested_scope,
        scope=token.scope,
        reason_code=use.reason_code,
    )


def _token(filed: _StoredToken) -> TokenUse:
    token = AccessToken(
        value=Secret(MASK),
        token_type=filed.token_type,
        requested_at=filed.asked_at,
        expires_at=filed.expires_at,
        lifetime_assumed=filed.assumed,
        requested_scope=filed.asked_scope,
        scope=filed.scope,
    )
    key = TokenKey("", (), TokenSlot("", "", ""))
    return TokenUse(token, key, filed.source, filed.reason, filed.reason_code)


def _filed_exchange(exchange: Exchange) -> _StoredExchange:
    request = exchange.request
    body = content_text(request.content)
    return _StoredExchange(
        send_id=exchange.send_id,
        reason=exchange.reason,
        method=request.method,
        url=masked(request.url),
        fields=tuple((line.name, masked(line.value)) for line in request.headers),
        body=None if body is None else masked(body),
        response=exchange.response,
        failure=exchange.failure,
        timing=exchange.timing,
        started_at=exchange.started_at,
        network=exchange.network,
        reason_code=exchange.reason_code,
    )


def _read(path: Path) -> PastSend | None:
    try:
        if path.is_symlink() or _size(path) > LARGEST_FILE:
            return None
        filed = json.decode(path.read_bytes(), type=_StoredSend)
    except (OSError, DecodeError, ValidationError, RecursionError):
        return None
    return PastSend(
        filed.at,
        filed.request_id,
        filed.environment,
        filed.label,
        _exchange(filed, filed.exchange) if filed.exchange else None,
        filed.problem,
        _token(filed.token) if filed.token else None,
        filed.notes,
        from_file=True,
        checks=filed.checks,
    )


def _exchange(filed: _StoredSend, one: _StoredExchange) -> Exchange:
    fields = tuple(FieldLine(name, value) for name, value in one.fields)
    content = None if one.body is None else TextContent(one.body)
    return Exchange(
        id=0,
        send_id=one.send_id,
        purpose=Purpose.API,
        environment=filed.environment,
        reason=one.reason,
        request=RequestMessage(one.method, one.url, fields, content),
        response=one.response,
        failure=one.failure,
        timing=one.timing,
        started_at=one.started_at,
        network=one.network,
        reason_code=one.reason_code,
    )
