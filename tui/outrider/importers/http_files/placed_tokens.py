"""Where requests put the token of an auth definition, if not in ``Authorization: Bearer``."""

from __future__ import annotations

import re
from collections.abc import Collection

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.importer import compact_auth

_TOKEN = "{{access_token}}"
_ROW = re.compile(r"(?:(?P<prefix>\S+) +)?\{\{access_token\}\}")
_COOKIE = re.compile(r"(?P<name>[^=;\s]+)=\{\{access_token\}\}")
_QUERY = re.compile(r"(?P<mark>[?&])(?P<name>[^=&?]+)=\{\{access_token\}\}(?P<end>&|$)")


def settle_token_place(
    request: RequestBuilder, names: Collection[str], report: BuildReport
) -> None:
    """Gives a request the auth whose token it has in some place, and takes the token out of there.

    Args:
        request: without an auth of its own.
        names: of the auth definitions whose tokens its texts have.
        report: for this request.
    """
    if len(names) != 1:
        report.lost(
            f"The request has the tokens of {len(names)} auth definitions.",
            why="A request has one auth.",
        )
        return
    name = next(iter(names))
    placement: dict[str, str] = {}
    written = f"{request.url} {request.headers} {request.body}"
    if written.count(_TOKEN) == 1:
        placement = _from_headers(request) or _from_query(request)
    if placement:
        request.auth = compact_auth({"extends": name, "placement": placement})
        return
    request.auth = compact_auth({"use": name})
    report.changed(
        "The token is also sent in the Authorization header.",
        why="The auth of a request sends its token by itself.",
        advice="Set placement in [auth] to send it elsewhere.",
    )


def _from_headers(request: RequestBuilder) -> dict[str, str]:
    for row in request.headers:
        cookie = _COOKIE.fullmatch(row.value) if row.name.lower() == "cookie" else None
        found = _ROW.fullmatch(row.value)
        if cookie or found:
            request.headers = [one for one in request.headers if one is not row]
            if cookie:
                return {"in": "cookie", "name": cookie["name"]}
            prefix = found["prefix"] if found else ""
            return {"in": "header", "name": row.name, "prefix": prefix or ""}
    return {}


def _from_query(request: RequestBuilder) -> dict[str, str]:
    found = _QUERY.search(request.url)
    if found is None:
        return {}
    kept = found["mark"] if found["end"] else ""
    request.url = request.url[: found.start()] + kept + request.url[found.end() :]
    return {"in": "query", "name": found["name"]}
