"""The names and places of credentials that are written out in a workspace's files. Pure."""

from __future__ import annotations

from typing import TypeAlias

from outrider.errors import SourceLocation
from outrider.model.workspace import AuthTable, Folder, Request, Scalar
from outrider.variables.literal_credentials import (
    HideAt,
    hide_in_folder,
    hide_in_request,
    hide_in_variable,
    show_auth_literals,
    show_url_literals,
)

Literals: TypeAlias = list[tuple[str, SourceLocation]]
"""The names and places of credentials that are written out; never the values."""


def literals_in_request(request: Request) -> Literals:
    """Every credential that is written out in a request."""
    found: Literals = []
    hide_in_request(request, _collecting(found))
    return found


def literals_in_folder(folder: Folder) -> Literals:
    """As :func:`literals_in_request`, for what ``folder.toml`` says for all below."""
    found: Literals = []
    hide_in_folder(folder, _collecting(found))
    return found


def literals_in_auth(auth: AuthTable, key: tuple[str, ...]) -> Literals:
    """As :func:`literals_in_request`, for an auth of an environment, which stands under a key."""
    found: Literals = []
    show_auth_literals(auth, key, _collecting(found))
    return found


def literals_in_variable(name: str, value: Scalar, place: SourceLocation) -> Literals:
    """As :func:`literals_in_request`, for the value of a variable."""
    found: Literals = []
    hide_in_variable(name, value, place, _collecting(found))
    return found


def literals_in_proxy(url: str, place: SourceLocation) -> Literals:
    """As :func:`literals_in_request`, for the URL of a proxy."""
    found: Literals = []
    show_url_literals(url, place, _collecting(found))
    return found


def _collecting(found: Literals) -> HideAt:
    def note(name: str, _value: str, place: SourceLocation) -> None:
        found.append((name, place))

    return note
