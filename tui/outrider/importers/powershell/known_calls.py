"""Commands and methods of PowerShell whose result follows from what they are given."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

from outrider.importers.curl.message_options import FileOfBody
from outrider.importers.fetch.literal_values import around_places
from outrider.importers.powershell.script_objects import (
    BinaryPieces,
    EnvironmentValue,
    ScriptObject,
    UnreadValue,
    converted_to_json,
    plain_text,
)

MISSING = object()
"""The result of a call that is not known."""


def command_result(
    name: str, parameters: Mapping[str, Any], given: Sequence[Any], piped: Any
) -> Any:
    """What a command gives out.

    Args:
        name: in small letters.
        parameters: by their names in small letters; a switch is true.
        given: without a parameter.
        piped: what it is fed; :data:`MISSING` for nothing.
    """
    if name == "convertto-json":
        value = _parameter(parameters, "inputobject")
        if value is MISSING:
            value = piped if piped is not MISSING else given[0] if given else MISSING
        compress = _parameter(parameters, "compress") is True
        return MISSING if value is MISSING else converted_to_json(value, compress=compress)
    if name in {"get-item", "gi", "get-childitem", "get-content", "gc", "cat"}:
        path = next(
            (one for one in (_parameter(parameters, "path"), *given) if one is not MISSING), MISSING
        )
        return FileOfBody(plain_text(path)) if isinstance(path, str) else MISSING
    if name == "convertto-securestring":
        return next(
            (
                one
                for one in (_parameter(parameters, "string"), *given, piped)
                if one is not MISSING
            ),
            MISSING,
        )
    if name == "new-object":
        return _new_object(parameters, given)
    if name in {"write-output", "echo"}:
        return given[0] if len(given) == 1 else list(given)
    return MISSING


def _parameter(parameters: Mapping[str, Any], name: str) -> Any:
    return next((one for key, one in parameters.items() if name.startswith(key)), MISSING)


def _new_object(parameters: Mapping[str, Any], given: Sequence[Any]) -> Any:
    kind = _parameter(parameters, "typename")
    rest = list(given)
    if kind is MISSING:
        kind = rest.pop(0) if rest else ""
    arguments = _parameter(parameters, "argumentlist")
    if arguments is not MISSING:
        rest = [arguments]
    if len(rest) == 1 and isinstance(rest[0], list):
        rest = rest[0]
    return made_object(plain_text(kind), rest)


def made_object(kind: str, given: list[Any]) -> Any:
    """A new object of a type."""
    name = kind.rpartition(".")[2].lower()
    if name == "uri" and given:
        return plain_text(given[0])
    if name == "webrequestsession":
        return ScriptObject(name, {"Cookies": ScriptObject("cookiecontainer"), "Headers": {}})
    if re.search(r"dictionary|hashtable", kind, re.IGNORECASE):
        return {}
    return ScriptObject(name, {"Headers": {}} if name.endswith("content") else {}, given)


def static_result(kind: str, method: str, given: list[Any]) -> Any:
    """What ``[kind]::method(…)`` gives; ``method`` may have members before its name."""
    name, called = kind.rpartition(".")[2].lower(), method.lower().rpartition(".")[2]
    if called == "new":
        return made_object(kind, given)
    if called == "newguid":
        return UnreadValue("$guid")
    known = _STATIC.get(called) if given else None
    if known is None or (called.startswith("readall") and name != "file"):
        return MISSING
    return known(given[0])


def _read_bytes(path: Any) -> Any:
    return BinaryPieces((FileOfBody(path),)) if isinstance(path, str) else MISSING


def _read_text(path: Any) -> Any:
    return FileOfBody(path) if isinstance(path, str) else MISSING


def _in_base64(value: Any) -> Any:
    if not isinstance(value, BinaryPieces) or not all(
        isinstance(one, str) and "\0" not in one for one in value.pieces
    ):
        return MISSING
    data = plain_text(value).encode("utf-8", "surrogateescape")
    return base64.b64encode(data).decode()


def _from_base64(written: Any) -> Any:
    try:
        data = base64.b64decode(plain_text(written), validate=True)
    except (binascii.Error, ValueError):
        return MISSING
    return BinaryPieces((data.decode("utf-8", "surrogateescape").replace("\0", "\ufffd"),))


def sum_of(left: Any, right: Any) -> Any:
    """What ``left + right`` comes to."""
    if isinstance(left, BinaryPieces) or isinstance(right, BinaryPieces):
        pieces = [one for value in (left, right) for one in _pieces(value)]
        return BinaryPieces(tuple(pieces))
    if isinstance(left, str | EnvironmentValue | UnreadValue):
        return plain_text(left) + plain_text(right)
    if isinstance(left, dict) and isinstance(right, dict):
        return left | right
    if isinstance(left, list):
        return [*left, *(right if isinstance(right, list) else [right])]
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return MISSING


def _pieces(value: Any) -> Sequence[str | FileOfBody]:
    return value.pieces if isinstance(value, BinaryPieces) else (plain_text(value),)


_STATIC: dict[str, Callable[[Any], Any]] = {
    "getbytes": lambda value: BinaryPieces((plain_text(value),)),
    "getstring": plain_text,
    "tobase64string": _in_base64,
    "frombase64string": _from_base64,
    "readallbytes": _read_bytes,
    "readalltext": _read_text,
    "escapedatastring": lambda value: around_places(
        plain_text(value), lambda one: quote(one, safe="-_.~")
    ),
    "urlencode": lambda value: around_places(
        plain_text(value), lambda one: quote_plus(one, safe="-_.!*()")
    ),
}
