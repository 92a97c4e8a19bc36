"""The cookies that an environment stores: a file of this user's for each, mode 0600."""

from __future__ import annotations

import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from msgspec import DecodeError, Struct, ValidationError, json

from outrider.model.cookie import Cookie
from outrider.model.secret import Secret
from outrider.storage.files.atomic_write import folder_lock, make_folder, write_atomically
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.visible_text import visible_line

MAX_BYTES = 20_000_000
"""A larger file is none of ours."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

Change = Callable[[tuple[Cookie, ...]], tuple[Cookie, ...]]
"""Makes of the cookies that are stored those that will be."""


class _StoredCookie(Struct, frozen=True):
    """A cookie as it is written: in clear, for whoever may read the file may use it."""

    name: str
    value: str
    domain: str
    path: str
    host_only: bool
    secure: bool
    http_only: bool
    expires: float | None
    created: float
    used: float


class CookieFolder:
    """The files of one workspace.

    Args:
        folder: of the cookies of all workspaces; made when there is something to store.
        root: real path of the workspace.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder
        self._root = root

    def read(self, environment_id: str) -> tuple[Cookie, ...]:
        """The cookies of an environment; none where the file cannot be read, or others can."""
        try:
            data, mode = read_regular(self._file(environment_id), MAX_BYTES)
            if mode & _OTHERS:
                return ()
            return tuple(map(_read, json.decode(data, type=tuple[_StoredCookie, ...])))
        except (OSError, UnusualFile, DecodeError, ValidationError):
            return ()

    def update(self, environment_id: str, change: Change) -> None:
        """Replaces the cookies of an environment by what becomes of those that are there now.

        Raises:
            SaveError: they cannot be written.
        """
        make_folder(self._folder, visible_line(str(self._folder)), 0o700)
        with folder_lock(self._folder):
            cookies = change(self.read(environment_id))
            data = json.encode(tuple(map(_stored, cookies)))
            write_atomically(self._file(environment_id), data, private=True)

    def _file(self, environment_id: str) -> Path:
        name = sha256(f"{self._root}\0{environment_id}".encode()).hexdigest()
        return self._folder / f"{name[:40]}.json"


def _stored(cookie: Cookie) -> _StoredCookie:
    return _StoredCookie(
        cookie.name,
        cookie.value.reveal(),
        cookie.domain,
        cookie.path,
        cookie.host_only,
        cookie.secure,
        cookie.http_only,
        cookie.expires,
        cookie.created,
        cookie.used,
    )


def _read(stored: _StoredCookie) -> Cookie:
    return Cookie(
        stored.name,
        Secret(stored.value),
        stored.domain,
        stored.path,
        stored.host_only,
        stored.secure,
        stored.http_only,
        stored.expires,
        stored.created,
        stored.used,
    )
