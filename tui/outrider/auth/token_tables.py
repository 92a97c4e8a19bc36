"""The tables of an OAuth definition that are about its token request and its token response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from outrider.errors import Fault, SourceLocation
from outrider.model.member_path import MemberPath, member_path
from outrider.oauth.own_headers import is_own_header
from outrider.oauth.own_parameters import OWN_PARAMETERS
from outrider.oauth.token_client import JWT_BEARER
from outrider.variables.characters import is_token

TOKEN_PARAMETERS = "token_parameters"
TOKEN_HEADERS = "token_headers"
TOKEN_RESPONSE = "token_response"
TOKEN_TABLES = (TOKEN_PARAMETERS, TOKEN_HEADERS, TOKEN_RESPONSE)

_ASSERTION = ("client_assertion", "client_assertion_type")
"""Parameters that a client authentication method adds (RFC 7521 §4.2)."""


def token_parameter_faults(
    table: Mapping[str, Any], name: str, place: SourceLocation
) -> Iterator[Fault]:
    """Parameters of the token request that are sent anyhow; ``name`` is the definition's.

    No parameter may be repeated but those that other specifications allow it for
    (RFC 6749 §3.2).
    """
    method = str(table.get("token_endpoint_auth_method", ""))
    for parameter in table.get(TOKEN_PARAMETERS, {}):
        if parameter in OWN_PARAMETERS:
            advice = f"Set {parameter} in {name} instead."
        elif parameter in _ASSERTION and method.endswith("_jwt"):
            advice = f"Remove it: {method} makes a new assertion for each request."
        elif parameter == "assertion" and table.get("grant_type") == JWT_BEARER:
            advice = "Remove it: the grant makes a new assertion for each request."
        else:
            continue
        yield Fault(
            "token_parameter",
            f"{parameter} is not allowed in token_parameters.",
            place.inside(parameter),
            why="Outrider sends it already, and no parameter may be repeated (RFC 6749 §3.2).",
            advice=advice,
        )


def token_header_faults(
    table: Mapping[str, Any], name: str, place: SourceLocation
) -> Iterator[Fault]:
    """Header fields that a token request cannot have of its own; ``name`` is the definition's."""
    seen: dict[str, str] = {}
    for header in table.get(TOKEN_HEADERS, {}):
        low = header.lower()
        if not is_token(header):
            what = f'"{header}" is not a header name.' if header else "A header has no name."
            advice = "Use letters, digits and hyphens."
            yield Fault("token_header_name", what, place.inside(header), advice=advice)
        elif low in seen:
            what = f'token_headers has "{seen[low]}" and "{header}": they are the same header.'
            yield Fault("token_header", what, place.inside(header), advice="Remove one of them.")
        elif found := _not_allowed(low, name):
            what = f"{header} is not allowed in token_headers."
            why, advice = found
            yield Fault("token_header", what, place.inside(header), why, advice)
        seen.setdefault(low, header)


def _not_allowed(header: str, name: str) -> tuple[str, str] | None:
    """Why a header field is not allowed, and what to do instead."""
    if header == "authorization":
        return (
            "The client's credentials are sent in it.",
            f"Set token_endpoint_auth_method in {name} instead.",
        )
    if header == "proxy-authorization":
        return (
            "It is for a proxy, not for the authorization server.",
            "Put the user name and the password into url of [proxy].",
        )
    if header == "dpop":
        return "It is a proof that is made for each request (RFC 9449 §4).", "Remove it."
    if is_own_header(header):
        return "Outrider sets it: the token request is a form.", "Remove it."
    return None


def response_paths(table: Mapping[str, Any]) -> Mapping[str, MemberPath]:
    """Where the server keeps the members of its token response, by their names in RFC 6749."""
    written = table.get(TOKEN_RESPONSE, {})
    paths = {name: member_path(value) for name, value in written.items()}
    return MappingProxyType({name: path for name, path in paths.items() if path is not None})
