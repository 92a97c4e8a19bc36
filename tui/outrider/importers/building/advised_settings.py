"""Settings that requests of other tools have, and environments here, as lines of TOML to write."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from outrider.importers.importer import without_credentials
from outrider.lazy_pattern import lazy_pattern
from outrider.model.import_result import ImportReport

_REFERENCE = lazy_pattern(r"\{\{[\w.-]+\}\}")
_REFERENCES = lazy_pattern(r"\{\{[\w.-]+\}\}(?::\{\{[\w.-]+\}\})?")
_SCHEMES = frozenset(("http", "https", "socks5", "socks5h"))
_USER, _PASSWORD = "proxy_user", "proxy_password"  # names of secrets


def advised_lines(table: str, settings: Mapping[str, str]) -> str:
    """The advice to write settings into a table of an environment; those without a value are not.

    A credential in a value is masked.
    """
    lines = [f"{key} = {_quoted(without_credentials(one))}" for key, one in settings.items() if one]
    return f"Set in [{table}] of the environment: {', '.join(lines)}." if lines else ""


def tell_certificate(
    of: str, certificate: str, key: str, *, key_has_password: bool, report: ImportReport
) -> None:
    """Tells a client certificate, of which no more than the paths of its files is shown."""
    settings = {
        "client_certificate": certificate,
        "client_key": key,
        "client_key_password": "{{client_key_password}}" if key_has_password else "",
    }
    advice = advised_lines("tls", settings if certificate else {})
    if advice and key_has_password:
        advice += " Define client_key_password as a secret."
    report.lost(
        f"The client certificate{of} was not imported.",
        why="Client certificates belong to environments, not to requests.",
        advice=advice or "Set client_certificate in [tls] of the environment.",
    )


def tell_proxy(url: str, report: ImportReport) -> None:
    """Tells the proxy of a request; its user and password are shown as references."""
    scheme, _, rest = url.partition("://") if "://" in url else ("http", "", url)
    userinfo, _, address = rest.rpartition("@")
    host = re.split(r"[/?#]", address, maxsplit=1)[0]
    is_reference = _REFERENCE.fullmatch(url) is not None
    user = userinfo if _REFERENCES.fullmatch(userinfo) else _references_for(userinfo)
    shown = url if is_reference else f"{scheme}://{user}{'@' if user else ''}{host}"
    can_be_used = bool(host) and (is_reference or scheme.lower() in _SCHEMES)
    advice = advised_lines("proxy", {"url": shown}) if can_be_used else ""
    if advice and user != userinfo:
        names = " and ".join(one for one in (_USER, _PASSWORD) if one in user)
        advice += f" Define {names} as {'secrets' if 'and' in names else 'a secret'}."
    report.lost(
        "The proxy was not imported."
        if not userinfo
        else "The proxy, its user name and its password were not imported.",
        why="Proxies belong to environments, not to requests.",
        advice=advice,
    )


def _references_for(userinfo: str) -> str:
    if not userinfo:
        return ""
    _, colon, _ = userinfo.partition(":")
    return f"{{{{{_USER}}}}}{f':{{{{{_PASSWORD}}}}}' if colon else ''}"


def _quoted(text: str) -> str:
    """A basic string: that of JSON, but for U+007F (TOML v1.0.0, String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007F")
