"""An auth of which only a part is known, as comments of the file where it belongs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from outrider.importers.building.secret_naming import SecretNamer
from outrider.visible_text import visible_line

_KEYS = ("token_endpoint", "client_id", "client_secret", "username", "password", "scope")
_OF_A_USER = frozenset({"username", "password"})
_SECRETS = {"client_secret": "client_secret", "password": "resource_owner_password"}
"""What a literal is called that is kept as a secret."""
_PARAMETERS = ("audience", "resource")
_NO_DOUBT: Mapping[str, int] = MappingProxyType({})
_NEEDED = frozenset({"token_endpoint", "client_id", "client_secret"})


def half_filled_auth(
    parts: Mapping[str, str],
    template: Callable[[str], str],
    secrets: SecretNamer,
    doubtful: Mapping[str, int] = _NO_DOUBT,
) -> Iterator[str]:
    """The lines of an ``[auth]`` to complete; without the ``#`` before them they are TOML.

    Args:
        parts: what is known, by the keys of an auth; each value is a template.
        template: makes a template of the workspace of it.
        secrets: takes a literal secret.
        doubtful: keys of parts that a line of the script may change, with the line.
    """

    def remark(key: str) -> str:
        line = doubtful.get(key)
        return f"  # to be checked: line {line} was not understood" if line else ""

    yield "[auth]"
    yield 'type = "oauth2"'
    yield f"grant_type = {_quoted(parts.get('grant_type', 'client_credentials'))}"
    has_user = parts.get("grant_type") == "password"
    for key in _KEYS:
        if key in _OF_A_USER and not has_user:
            continue
        written = template(parts.get(key, ""))
        if key in _SECRETS:
            written = secrets.put(_SECRETS[key], written)
        if written:
            yield f"{key} = {_quoted(written)}{remark(key)}"
        elif key in _NEEDED or key in _OF_A_USER:
            yield f'{key} = ""  # to be completed'
    for key in ("token_endpoint_auth_method", "basic_encoding"):
        if key in parts:
            yield f"{key} = {_quoted(parts[key])}"
    known = [(key, template(parts[key])) for key in _PARAMETERS if key in parts]
    if known:
        yield "[auth.token_parameters]"
        yield from (f"{key} = {_quoted(value)}{remark(key)}" for key, value in known)


def _quoted(text: str) -> str:
    """A text as a basic string of TOML."""
    return json.dumps(visible_line(text), ensure_ascii=False).replace("\x7f", "\\u007f")
