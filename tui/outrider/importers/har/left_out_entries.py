"""Entries of an archive that are no requests of an API's: what a browser loads by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from outrider.importers.building.loose_values import text_of
from outrider.importers.building.sendable_requests import OVER_HTTP
from outrider.importers.har.har_document import NumberedEntry
from outrider.importers.har_entries import har_pairs
from outrider.importers.importer import without_credentials
from outrider.model.import_result import ImportReport

_ASSET = re.compile(
    r"(?:image|font|audio|video)/|text/(?:css|javascript|ecmascript)|application/(?:x-)?"
    r"(?:javascript|ecmascript|font[\w-]*)|application/(?:manifest\+json|vnd\.ms-fontobject)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"\.(?:css|m?js|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|mp[34]|webm|map)$",
    re.IGNORECASE,
)
_RESOURCES = frozenset(
    ("image", "font", "stylesheet", "script", "media", "manifest", "texttrack", "css", "js")
)
_SWITCHING = 101
_OTHER_SCHEME = re.compile(
    r"(?!https?:)(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://|(?!\d+(?:[/?#]|$)))", re.IGNORECASE
)
"""A URL of the browser itself (``data:``, ``blob:``, ``chrome-extension:``); no ``host:port``."""

_AUTHORITY = re.compile(
    r"[^/?#]*//(?:[^/?#]*@)?(?P<host>\[[^\]/?#]*\]|[^:/?#]*)(?::(?P<port>[^/?#]*))?"
)
_NO_HOST = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]|\[(?![0-9A-Fa-f:.]+(?:%[^\]]*)?\]$|[vV])")
_LAST_PORT = 65535
_LONGEST_SHOWN = 80


def api_entries(entries: Iterable[NumberedEntry], report: ImportReport) -> list[NumberedEntry]:
    """The entries that become requests; what is left out is told with its number."""
    kept: list[NumberedEntry] = []
    assets: list[NumberedEntry] = []
    left_out: Counter[str] = Counter()
    schemes: Counter[str] = Counter()
    for one in entries:
        if socket := _web_socket(one.table):
            report.at(one.place).lost(
                f"WebSocket connection {without_credentials(socket)} was not imported.",
                why=OVER_HTTP,
            )
        elif scheme := _other_scheme(one.table):
            schemes[scheme] += 1
        elif fault := _url_fault(one.table):
            report.at(one.place).lost(f"The entry was not imported: {fault}.")
        elif _is_preflight(one.table):
            left_out["CORS preflight"] += 1
        elif text_of(_table(one.table.get("request")).get("method")).upper() == "CONNECT":
            left_out["CONNECT"] += 1
        elif _is_asset(one.table):
            assets.append(one)
        else:
            kept.append(one)
    if assets and not kept:
        # Nothing else is there, so it is them that the user wants.
        kept, assets = assets, []
    if assets:
        left_out["static file"] = len(assets)
    for scheme, count in schemes.items():
        report.lost(f"{counted(count, f'{scheme}: entry')} not imported.", why=OVER_HTTP)
    for what, count in left_out.items():
        report.lost(
            f"{counted(count, f'{what} request')} not imported.",
            why="Browsers send them by themselves.",
        )
    return kept


def counted(count: int, what: str) -> str:
    """So many of something, with the verb: ``2 entries were``."""
    if count == 1:
        return f"1 {what} was"
    return f"{count} {what[:-1]}ies were" if what.endswith("y") else f"{count} {what}s were"


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _web_socket(entry: Mapping[str, Any]) -> str:
    """The URL of a WebSocket connection; empty for another entry."""
    url = text_of(_table(entry.get("request")).get("url"))
    is_one = (
        "_webSocketMessages" in entry
        or text_of(entry.get("_resourceType")).lower() == "websocket"
        or _table(entry.get("response")).get("status") == _SWITCHING
        or url[:6].lower().startswith(("ws://", "wss://"))
    )
    return (url or "without a URL") if is_one else ""


def _other_scheme(entry: Mapping[str, Any]) -> str:
    """The scheme of a URL that is none of HTTP's; empty for those that are."""
    found = _OTHER_SCHEME.match(text_of(_table(entry.get("request")).get("url")).strip())
    return found["scheme"].lower() if found else ""


def _url_fault(entry: Mapping[str, Any]) -> str:
    """Why no request can be sent to a URL (RFC 3986 §3.2); empty where one can, or has none."""
    url = text_of(_table(entry.get("request")).get("url")).strip()
    if not url or "{{" in url:
        return ""
    shown = f'its URL "{without_credentials(url[:_LONGEST_SHOWN])}"'
    if url.startswith("/") and not url.startswith("//"):
        return f"{shown} has no host"
    written = url if "//" in url.partition("?")[0] else f"//{url}"
    authority = _AUTHORITY.match(written)
    if authority is None or not authority["host"]:
        return f"{shown} has no host"
    if _NO_HOST.search(authority["host"]):
        return f"{shown} has a host that is not valid"
    port = authority["port"]
    if port and not (port.isascii() and port.isdigit() and int(port[:6]) <= _LAST_PORT):
        return f"{shown} has a port that is not valid"
    return ""


def _is_preflight(entry: Mapping[str, Any]) -> bool:
    request = _table(entry.get("request"))
    if text_of(entry.get("_resourceType")).lower() == "preflight":
        return True
    names = {name.lower() for name, _ in har_pairs(request.get("headers"))}
    is_asked = {"origin", "access-control-request-method"} <= names
    return text_of(request.get("method")).upper() == "OPTIONS" and is_asked


def _is_asset(entry: Mapping[str, Any]) -> bool:
    request, response = _table(entry.get("request")), _table(entry.get("response"))
    if text_of(request.get("method")).upper() not in {"GET", "HEAD"}:
        return False
    if text_of(entry.get("_resourceType")).lower() in _RESOURCES:
        return True
    kind = text_of(_table(response.get("content")).get("mimeType"))
    if kind and kind != "x-unknown":
        return _ASSET.match(kind) is not None
    path = re.split(r"[?#]", text_of(request.get("url")), maxsplit=1)[0]
    return _SUFFIX.search(path) is not None
