"""The page to which a browser was sent for a code (RFC 6749 §4.1.1), in a recording."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from outrider.importers.har.archived_requests import ArchivedRequest
from outrider.model.import_result import ImportReport
from outrider.variables.reference_grammar import escape


def authorization_request(
    every: Iterable[ArchivedRequest], client_id: str, report: ImportReport
) -> dict[str, str]:
    """The keys of an auth that the request for a code of this client says."""
    for one in every:
        query = dict(parse_qsl(urlsplit(one.url).query))
        asks = "code" in query.get("response_type", "").split()
        if asks and query.get("client_id") == client_id:
            endpoint = urlsplit(one.url)._replace(query="", fragment="").geturl()
            return {
                "authorization_endpoint": escape(endpoint),
                "scope": escape(query.get("scope", "")),
            }
    report.lost(
        "The authorization endpoint is not in the file.",
        why="The grant type authorization_code needs it.",
        advice="Add authorization_endpoint to [auth] before sending.",
    )
    return {}
