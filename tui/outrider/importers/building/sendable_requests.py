"""Requests that no program sends over HTTP: a workspace has no place for them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import CollectionBuilder
from outrider.importers.importer import without_credentials
from outrider.model.import_result import ImportReport
from outrider.variables.characters import is_token

OVER_HTTP = "Outrider sends requests over HTTP only."
"""Why a request to something else is left out."""

_LONGEST_SHOWN = 40
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def other_scheme(url: str) -> str:
    """The scheme with which a URL begins, if that is not HTTP's; else empty."""
    found = _SCHEME.match(url)
    return "" if found is None or found[1].lower() in {"http", "https"} else found[1]


def is_left_out(method: str, url: str, report: ImportReport) -> bool:
    """Whether a request cannot be sent whatever its variables are; tells why."""
    if not is_token(method):
        shown = without_credentials(method)
        shown = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
        report.lost(
            f'The request was not imported: "{shown}" is not a method.',
            why="A method is one word, such as GET (RFC 9110 §9.1).",
        )
        return True
    if scheme := other_scheme(url):
        report.lost(
            f"The request was not imported: its URL begins with {scheme}://.", why=OVER_HTTP
        )
        return True
    return False


def leave_out_unsendable(collections: Iterable[CollectionBuilder], report: BuildReport) -> None:
    """Takes such requests out of collections, with all that is kept for them."""
    for made in collections:
        left_out = {
            one.id
            for one in made.requests
            if is_left_out(one.method, one.url, report.at(one.place))
        }
        if not left_out:
            continue
        made.requests[:] = [one for one in made.requests if one.id not in left_out]
        made.responses[:] = [one for one in made.responses if one.request_id not in left_out]
        for folder in made.folders:
            start = f"{folder.id}/" if folder.id else ""
            folder.order[:] = [one for one in folder.order if f"{start}{one}" not in left_out]
