"""Which secrets stand in a table themselves, and not as references to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from outrider.auth.schemes import find_scheme
from outrider.model.auth import FieldKind
from outrider.variables.reference_grammar import parse_template


def secret_keys(auth: Mapping[str, Any]) -> Sequence[str]:
    """The keys of an auth definition whose values are secrets, by its type."""
    scheme = find_scheme(str(auth.get("type", "oauth2")))
    fields = scheme.fields(auth) if scheme is not None else ()
    return [field.name for field in fields if field.kind is FieldKind.SECRET]


def is_written_out(value: object) -> bool:
    """Whether a value is a secret itself and not a reference to one."""
    return isinstance(value, str) and any(
        isinstance(piece, str) and piece.strip() for piece in parse_template(value)
    )


def written_secrets(table: Mapping[str, Any]) -> frozenset[str]:
    """The secrets that stand in an environment's or a folder's table themselves."""
    found = [one for one in table.get("secrets", {}).values() if isinstance(one, str)]
    for auth in _definitions(table.get("auth", {})):
        found += [auth[key] for key in secret_keys(auth) if is_written_out(auth.get(key))]
    tls = table.get("tls", {})
    if isinstance(tls, Mapping) and is_written_out(tls.get("client_key_password")):
        found.append(tls["client_key_password"])
    return frozenset(found)


def _definitions(auth: Any) -> Iterator[Mapping[str, Any]]:
    """A folder's own definition, or each of an environment's."""
    if isinstance(auth, Mapping) and any(isinstance(one, str) for one in auth.values()):
        yield auth
    elif isinstance(auth, Mapping):
        yield from (one for one in auth.values() if isinstance(one, Mapping))
