"""Where a response without ``access_token`` seems to have its token, and the line that says so."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from msgspec import Struct

from outrider.model.member_path import MemberPath, path_text
from outrider.next_steps import NextStep
from outrider.oauth.refusal import check_endpoint
from outrider.oauth.refused_place import metadata_cause, wrong_address
from outrider.oauth.response_members import member_names
from outrider.oauth.server_words import words_of_members
from outrider.oauth.token_client import TokenClient, capital
from outrider.oauth.unusable_response import ResponseReading

TABLE = "token_response"
_MAX_DEPTH = 5
_MAX_ELEMENTS = 3
_EXACT = frozenset({"accesstoken"})
_OTHER_TOKENS = re.compile(
    r".*(refresh|csrf|xsrf|next|page|continuation|forgery|verification|device)(token|jwt)"
)
_BESIDE = {
    "expires_in": frozenset({"expiresin", "expires", "expiresinseconds", "ttl", "lifetime"}),
    "expires_at": frozenset(
        {"expiresat", "expireson", "expirationtime", "expiration", "expirydate", "expiry"}
    ),
}
"""Members beside a token that may be what RFC 6749 §5.1 names otherwise."""


class _TokenPlace(Struct, frozen=True):
    """What is said of a response without a token.

    Attributes:
        found: it has something that looks like one.
    """

    why: str
    advice: str = ""
    step: NextStep | None = None
    found: bool = False


def reject_tokenless(
    reading: ResponseReading, members: Mapping[str, Any], not_found: str
) -> NoReturn:
    """Raises for a successful response without a token: names what it has, and the line to write.

    Args:
        reading: the response.
        members: as the server has them.
        not_found: what is where the definition says that the token is; empty where it does not.
    """
    place = _token_place(reading, members, not_found)
    if not place.found:
        place = _of_another_endpoint(reading, members, place)
    reading.fail(
        "No access_token in the token response: {status}",
        code="token_missing",
        why=place.why,
        advice=place.advice,
        step=place.step,
        message="" if place.found else words_of_members(reading.reply, members).message,
    )


def _of_another_endpoint(
    reading: ResponseReading, members: Mapping[str, Any], place: _TokenPlace
) -> _TokenPlace:
    """What the response of another endpoint says of itself, or its address; else as it was."""
    client, issuer = reading.client, members.get("issuer")
    cause = wrong_address(client, reading.endpoint)
    if cause is None and isinstance(issuer, str) and "token_endpoint" in members:
        cause = metadata_cause(client, issuer)
    return place if cause is None else _TokenPlace(cause.why, cause.advice, cause.step)


def _token_place(
    reading: ResponseReading, members: Mapping[str, Any], not_found: str
) -> _TokenPlace:
    """What the response has, by names alone; ``not_found`` as in :func:`reject_tokenless`."""
    client = reading.client
    is_mapped = "access_token" in client.auth.config.token_response
    why = f"The JSON has: {member_names(sorted(map(str, members)), client.mask)}."
    if not_found:
        why = not_found
    elif is_mapped:
        why = f'"{path_text(client.auth.config.token_response["access_token"])}" is null.'
    elif "access_token" in members:
        why = "access_token is null."
    path = _token_path(members)
    if path is None:
        if not is_mapped:
            return _TokenPlace(why)
        source = client.response_member("access_token")
        return _TokenPlace(why, f"Check {source}.", client.edit("access_token", TABLE))
    if not is_mapped:
        why += _remark(client, path)
    lines = _lines(members, path, client)
    check = check_endpoint(client)[0].removeprefix("Check ").removesuffix(".")
    advice = f"{capital(_assignment(client, lines))}"
    if _is_id_token(path):
        advice = f"If the API accepts ID tokens, {_assignment(client, lines)}"
    elif not is_mapped:
        advice += f"; if that fails too, check {check}"
    step = client.edit("access_token", TABLE)
    if not client.auth.config.token_response:
        step = client.edit(TABLE)
    return _TokenPlace(why, f"{advice}.", step, found=True)


def _remark(client: TokenClient, path: MemberPath) -> str:
    shown = client.mask(path_text(path))[:60]
    if _is_id_token(path):
        return " An ID token is not an access token (OpenID Connect Core §2)."
    if len(path) > 1:
        return f' The token is at "{shown}", where RFC 6749 §5.1 does not put it.'
    return f' "{shown}" is not the name that RFC 6749 §5.1 defines.'


def _assignment(client: TokenClient, lines: Mapping[str, str]) -> str:
    """The line to write: a key in the table that is there, else the table in one line."""
    config = client.auth.config
    if config.token_response:
        return client.assign_written("access_token", lines["access_token"], TABLE)
    inline = ", ".join(f"{name} = {value}" for name, value in lines.items())
    return f"add {TABLE} = {{ {inline} }} to {client.table()}"


def _lines(members: Mapping[str, Any], path: MemberPath, client: TokenClient) -> dict[str, str]:
    """Each member that seems to be elsewhere, with its path as TOML has it."""
    found = {"access_token": path, **dict(_beside(members, path))}
    return {name: client.mask(_toml(one))[:200] for name, one in found.items()}


def _toml(path: MemberPath) -> str:
    """Both are spelled alike in JSON and in TOML."""
    text = path_text(path)
    return text if text.startswith("[") else json.dumps(text, ensure_ascii=False)


def _beside(members: Mapping[str, Any], path: MemberPath) -> Iterator[tuple[str, MemberPath]]:
    owner: Any = members
    for name in path[:-1]:
        owner = owner[int(name)] if isinstance(owner, list) else owner[name]
    for wanted, names in _BESIDE.items():
        for name, value in owner.items() if isinstance(owner, Mapping) else ():
            is_there = len(path) == 1 and name == wanted
            scalar = isinstance(value, str | int | float) and not isinstance(value, bool)
            if scalar and value != "" and not is_there and _plain(str(name)) in names:
                yield wanted, (*path[:-1], str(name))
                break


def _token_path(members: Mapping[str, Any]) -> MemberPath | None:
    """The path of what looks most like an access token: by its name, the outermost first."""
    paths = list(_token_paths(members))
    for wanted in (_is_exact, _is_other_name, _is_id_token):
        for path in paths:
            if wanted(path):
                return path
    return None


def likely_token_path(members: Mapping[str, Any]) -> MemberPath | None:
    """The path of what is probably an access token, and no ID token; ``None`` without one."""
    path = _token_path(members)
    return None if path is None or _is_id_token(path) else path


def _is_exact(path: MemberPath) -> bool:
    return _plain(path[-1]) in _EXACT


def _is_other_name(path: MemberPath) -> bool:
    return not _is_id_token(path)


def _is_id_token(path: MemberPath) -> bool:
    return _plain(path[-1]) == "idtoken"


def _token_paths(members: Mapping[str, Any]) -> Iterator[MemberPath]:
    """The paths of texts that are called a token, the outermost first."""
    waiting: deque[tuple[MemberPath, Any]] = deque([((), members)])
    while waiting:
        path, value = waiting.popleft()
        inner: list[tuple[str, Any]] = []
        if isinstance(value, Mapping):
            inner = [(str(name), one) for name, one in value.items()]
        elif isinstance(value, list):
            inner = [(str(at), one) for at, one in enumerate(value[:_MAX_ELEMENTS])]
        for name, one in inner:
            if isinstance(one, str) and one and name and _looks_like_token(name):
                yield (*path, name)
            elif len(path) + 1 < _MAX_DEPTH:
                waiting.append(((*path, name), one))


def _looks_like_token(name: str) -> bool:
    low = re.sub(r"[^a-z0-9]", "", name.lower())
    return low.endswith(("token", "jwt")) and (low == "idtoken" or not _OTHER_TOKENS.fullmatch(low))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
