"""What a token request of another tool has that the workspace refuses: told, and left out.

Each format says in its own way what a token request carries besides; this is for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from outrider.importers.building.build_report import BuildReport
from outrider.model.workspace import AuthTable
from outrider.oauth.own_headers import is_own_header
from outrider.oauth.own_parameters import OWN_PARAMETERS
from outrider.variables.characters import is_token

_PARAMETERS, _HEADERS = "token_parameters", "token_headers"
_MOVED = frozenset({"scope", "client_id"})
"""Parameters that an auth without a key for them has in their place."""


def settle_token_tables(auth: AuthTable, report: BuildReport) -> AuthTable:
    """The auth with what its token request can have; the report says what it cannot."""
    table = dict(auth.table)
    if isinstance(headers := table.get(_HEADERS), Mapping):
        table[_HEADERS] = _headers(headers, report)
    if isinstance(parameters := table.get(_PARAMETERS), Mapping):
        table[_PARAMETERS] = _parameters(parameters, table, report)
    table = {
        key: value for key, value in table.items() if key not in {_HEADERS, _PARAMETERS} or value
    }
    return auth if table == auth.table else structs.replace(auth, table=table)


def _headers(headers: Mapping[str, Any], report: BuildReport) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    known: dict[str, str] = {}
    for name, value in headers.items():
        if not is_token(name):
            why = "It is not a header name."
        elif is_own_header(name):
            why = "Outrider sets this header itself."
        elif (other := known.setdefault(name.lower(), name)) != name:
            why = f'It is the same header as "{other}".'
        else:
            kept[name] = value
            continue
        shown = report.title(name)
        report.lost(f'Header "{shown}" of the token request was not imported.', why=why)
    return kept


def _parameters(
    parameters: Mapping[str, Any], table: dict[str, Any], report: BuildReport
) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in parameters.items():
        if name not in OWN_PARAMETERS:
            kept[name] = value
        elif name in _MOVED and not table.get(name) and isinstance(value, str):
            table[name] = value
            report.carried(f'Parameter "{name}" of the token request became {name} in [auth].')
        else:
            report.lost(
                f'Parameter "{name}" of the token request was not imported.',
                why="Outrider sends it already, and no parameter may be repeated (RFC 6749 §3.2).",
                advice="" if table.get(name) == value else f"Check {name} in [auth].",
            )
    return kept
