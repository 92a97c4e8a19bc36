"""The URL of a proxy, resolved: values are user name and password, and never decide the host.

A secret that the URL starts with may, if it is a URL itself; any other would become a host name,
which is looked up in clear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from outrider.errors import Fault, SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.secret import MaybeSecret, Secret, join_texts, reveal, transform
from outrider.variables.requirements import find_requirements
from outrider.variables.resolver import ResolvedPart, Resolver
from outrider.variables.url.url_builder import encode_component

_URL = lazy_pattern(r"(?:https?|socks5h?)://", re.IGNORECASE)


def resolve_proxy(written: str, place: SourceLocation, resolver: Resolver) -> MaybeSecret:
    """The proxy's URL with its references replaced; faults go to the resolver.

    Before the ``@`` of the written text a value is percent-encoded; after it, it may hold nothing
    that ends a host. A value that the URL starts with may bring everything, as in any URL.
    """
    parts = resolver.parts(written.strip(), place)
    before = _before_host(parts)
    pieces: list[MaybeSecret] = []
    for index, part in enumerate(parts):
        if part.name is None:
            pieces.append(part.text)
        elif index == 0 and not (before and _is_user(parts)):
            if _is_secret(part, place, resolver) and not _URL.match(reveal(part.text).strip()):
                resolver.add_fault(_secret_is_no_url(part.name, place))
            pieces.append(transform(part.text, str.strip))
        elif index < before:
            if ":" in reveal(part.text) and not _has_colon(parts[:index]):
                resolver.add_fault(_colon_in_user(part.name, place))
            pieces.append(transform(part.text, encode_component))
        else:
            found = re.search(r"[^A-Za-z0-9._\-]", reveal(part.text))
            if _is_secret(part, place, resolver):
                resolver.add_fault(_secret_in_host(part.name, place))
            elif found is not None:
                resolver.add_fault(_in_host(part.name, place))
            pieces.append(part.text)
    return join_texts(pieces)


def _before_host(parts: Sequence[ResolvedPart]) -> int:
    """How many parts stand before the last ``@`` that is written; 0 without one."""
    with_at = [n for n, part in enumerate(parts) if part.name is None and "@" in reveal(part.text)]
    return with_at[-1] if with_at else 0


def _is_user(parts: Sequence[ResolvedPart]) -> bool:
    """Whether the value at the start is a user's name, for no scheme is there or follows."""
    following = reveal(parts[1].text) if len(parts) > 1 and parts[1].name is None else ""
    return "://" not in reveal(parts[0].text) and not following.startswith("://")


def _is_secret(part: ResolvedPart, place: SourceLocation, resolver: Resolver) -> bool:
    """Whether a reference brings a secret; a process variable by itself is none here."""
    if not isinstance(part.text, Secret):
        return False
    needed = find_requirements([(f"{{{{{part.name}}}}}", place)], resolver.scope)
    return bool(needed.secrets) or not needed.process


def _has_colon(parts: Sequence[ResolvedPart]) -> bool:
    """Whether the user's name has ended: a colon is written behind the scheme."""
    written = "".join(reveal(part.text) for part in parts if part.name is None)
    return ":" in written.rpartition("://")[2]


def _colon_in_user(name: str, place: SourceLocation) -> Fault:
    return Fault(
        "value_in_authority",
        f'The value of "{name}" is the user name of the proxy and contains a colon.',
        place,
        "A user name ends at its first colon (RFC 7617 §2), so the proxy would read another one.",
        "Write user name and password as two values: {{user}}:{{password}}@.",
    )


def _secret_is_no_url(name: str, place: SourceLocation) -> Fault:
    return Fault(
        "value_in_authority",
        f'Secret "{name}" is used as the URL of the proxy and is not a URL.',
        place,
        "It would become a host name, and host names are looked up unencrypted.",
        "Start its value with http://, https://, socks5:// or socks5h:// and a host, or write "
        f"http://user:{{{{{name}}}}}@host:port here.",
    )


def _secret_in_host(name: str, place: SourceLocation) -> Fault:
    return Fault(
        "value_in_authority",
        f'Secret "{name}" is part of the proxy\'s host.',
        place,
        "Host names are looked up without encryption, so others could read it.",
        "Write the host out, and the secret as user name or password before an @.",
    )


def _in_host(name: str, place: SourceLocation) -> Fault:
    return Fault(
        "value_in_authority",
        f'"{name}" is part of the proxy\'s host and has a character that is not allowed.',
        place,
        "It would decide where everything is sent, which only the start of the URL may.",
        f"Begin the URL with {{{{{name}}}}}, or write user name and password before an @.",
    )
