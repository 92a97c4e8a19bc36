"""What a curl command says about TLS and proxies, which belongs to an environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.shell_command import VARIABLE, template
from outrider.importers.importer import without_credentials
from outrider.model.import_result import ImportReport

PASSWORD = "client_key_password"
"""The key of ``[tls]`` for what opens a client's key."""

_PROXY = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(?:([^/?#]*)@)?([^/?#@]*)(.*)", re.DOTALL)
_REMOVES = re.compile(r"proxy-authorization[:;]", re.IGNORECASE)
_CERTIFICATE = re.compile(r"((?:\\[\\:]|[^:])*)(?::(.*))?", re.DOTALL)
_SOCKS = {"socks5": "socks5", "socks5-hostname": "socks5h", "socks4": "", "socks4a": ""}
_SCHEMES = {"http": "http", "https": "https", "socks5": "socks5", "socks5h": "socks5h"}
_PORTS = {"http": 1080, "socks5": 1080, "socks5h": 1080}
"""curl's ports where none is written; for https it is that of the scheme."""


def connection_of(operation: CurlOperation, report: ImportReport) -> dict[str, Any]:
    """``verify``, ``ca_bundle`` and so on, ``proxy``; passwords stand in them in clear."""
    found: dict[str, Any] = {}
    if operation.on("insecure"):
        found["verify"] = False
    for name, key in (("cacert", "ca_bundle"), ("key", "client_key")):
        if value := operation.last(name):
            found[key] = template(value)
    password = operation.last("pass")
    if certificate := operation.last("cert"):
        file, behind = _certificate(certificate)
        found["client_certificate"] = template(file)
        password = password if behind is None else behind
    if password:
        found[PASSWORD] = template(password)
    for proxy in _proxies(operation, report):
        found["proxy"] = proxy
    return found


def _certificate(written: str) -> tuple[str, str | None]:
    """The file and the password of ``--cert file:password``; a backslash keeps a colon."""
    if re.match(r"[A-Za-z]:[\\/]", written):
        # A drive of Windows is no file with a password.
        file, password = _certificate(written[2:])
        return written[:2] + file, password
    if written.lower().startswith("pkcs11:"):
        return written, None
    match = _CERTIFICATE.fullmatch(written)
    assert match is not None
    return re.sub(r"\\([\\:])", r"\1", match[1]), match[2]


def _proxies(operation: CurlOperation, report: ImportReport) -> Iterator[str]:
    """The proxy's URL; none after a remark that says why."""
    names = ("proxy", "proxy1.0", *_SOCKS)
    option = next((one for one in reversed(operation.options) if one.name in names), None)
    user = operation.last("proxy-user")
    if option is None or not option.value:
        if user is not None:
            report.lost("--proxy-user was ignored: the command has no proxy.")
        return
    match = _PROXY.fullmatch(option.value)
    assert match is not None
    named, info, host, _ = match.groups()
    # Without a scheme the option says what it is; socks:// is SOCKS 4 to curl.
    scheme = (named or _SOCKS.get(option.name, "http")).lower()
    if VARIABLE.search(named or "") or (not named and option.value.startswith("\0")):
        yield template(option.value)
        return
    if scheme not in _SCHEMES or not host:
        report.lost(
            f"--{option.name} {without_credentials(option.value)} was not imported.",
            why="Proxies are used with HTTP or SOCKS 5; SOCKS 4 is not supported.",
            advice="If the proxy supports SOCKS 5, use socks5:// (names resolved here) or "
            "socks5h:// (by the proxy).",
        )
        return
    if user is not None:
        name, colon, password = user.partition(":")
        info = _encoded(name) + (f":{_encoded(password)}" if colon else "")
    if info and any(map(_REMOVES.match, operation.all("proxy-header"))):
        report.changed(
            "The credentials of the proxy were not imported.",
            why="The command sets or removes the Proxy-Authorization header itself.",
        )
        info = ""
    if scheme in _PORTS and not re.search(r":\d+$", host) and not VARIABLE.search(host):
        host = f"{host}:{_PORTS[scheme]}"
    yield template(f"{scheme}://{f'{info}@' if info else ''}{host}")


def _encoded(text: str) -> str:
    pieces = re.split("(\0[^\0]*\0)", text)
    return "".join(
        piece if index % 2 else quote(piece, safe="", errors="surrogateescape")
        for index, piece in enumerate(pieces)
    )
