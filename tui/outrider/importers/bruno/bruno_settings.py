"""Settings of Bruno's: those of a request, and those of the whole collection."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from msgspec import structs

from outrider.importers.bruno.bruno_report import BrunoImportReport
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.scope_builders import EnvironmentBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.model.workspace import RequestOptions, TlsTable
from outrider.visible_text import visible_line

_USUAL_REDIRECTS = "5"
_KNOWN = frozenset(
    ("encodeUrl", "timeout", "followRedirects", "maxRedirects", "forwardAuthorizationHeader")
)
_OF_CONFIG = frozenset(
    ("version", "name", "type", "ignore", "size", "filesCount", "uid", "proxy", "unread",
     "clientCertificates", "opencollection", "pathname")
)  # fmt: skip


def encodes_url(settings: Mapping[str, Json]) -> bool:
    """Whether the URL is encoded before it is sent."""
    return text_of(settings.get("encodeUrl")) == "true"


def read_options(settings: Mapping[str, Json], report: BrunoImportReport) -> RequestOptions:
    """How a request is sent."""
    options = RequestOptions(follow_redirects=text_of(settings.get("followRedirects")) != "false")
    written = text_of(settings.get("timeout"))
    try:
        milliseconds = float(written or 0)
    except ValueError:
        milliseconds = 0
    if 0 < milliseconds < float("inf"):
        options = structs.replace(options, timeout=milliseconds / 1000)
    elif written not in {"", "0", "inherit"}:
        report.lost(f"Setting timeout = {visible_line(written)} was not imported.")
    redirects = text_of(settings.get("maxRedirects"))
    if redirects not in {"", _USUAL_REDIRECTS} and options.follow_redirects:
        report.changed(
            f"Setting maxRedirects = {visible_line(redirects)} was not imported.",
            why="The limit is the same for all requests.",
        )
    if text_of(settings.get("forwardAuthorizationHeader")) == "true":
        report.changed(
            "Setting forwardAuthorizationHeader = true was not imported.",
            why="Outrider sends no credential to another host after a redirect.",
        )
    for key in sorted(settings.keys() - _KNOWN):
        value = text_of(settings[key])
        report.lost(f"Setting {visible_line(key)} = {visible_line(value)} was not imported.")
    return options


def read_config(
    config: Mapping[str, Json],
    environments: Sequence[EnvironmentBuilder],
    report: BrunoImportReport,
    secrets: SecretNamer,
) -> None:
    """Proxy and client certificate, which environments have here."""
    report.unread(config)
    others = sorted(
        key for key in config.keys() - _OF_CONFIG if config[key] not in (None, "", [], {})
    )
    if others:
        report.lost(
            f"Settings of the collection were not imported: {visible_line(', '.join(others))}.",
            why="Outrider has no such settings.",
        )
    if proxy := _proxy(config.get("proxy"), report, secrets):
        shown = visible_line(re.sub(r"//[^/@]*@", "//", proxy))
        _give(environments, report, f'Proxy "{shown}"', proxy=proxy)
    if tls := _certificate(config.get("clientCertificates"), report, secrets):
        _give(
            environments,
            report,
            f'Client certificate "{visible_line(tls.client_certificate or "")}"',
            tls=tls,
        )
        if environments:
            report.changed(
                "The client certificate is sent to every host of an environment.",
                why="Bruno sends it to the hosts of one domain.",
                advice="Relative paths start at the workspace folder.",
            )


def _give(
    environments: Sequence[EnvironmentBuilder],
    report: BrunoImportReport,
    what: str,
    **settings: object,
) -> None:
    if not environments:
        report.lost(
            f"{what} of the collection was not imported.",
            why="It belongs to environments, and the collection has none.",
            advice="Set it in an environment.",
        )
        return
    for one in environments:
        one.settings = structs.replace(one.settings, **settings)
    report.changed(
        f"{what} of the collection became a setting of every environment.",
        why="Here environments have it.",
    )


def _proxy(proxy: Json, report: BrunoImportReport, secrets: SecretNamer) -> str:
    if not isinstance(proxy, Mapping):
        return ""
    inner = proxy.get("config")
    table = inner if isinstance(inner, Mapping) else proxy
    if isinstance(inner, Mapping):
        is_on = proxy.get("inherit") is False and proxy.get("disabled") is not True
    else:
        is_on = proxy.get("enabled") is True
    host = report.template(text_of(table.get("hostname")))
    if not is_on or not host:
        if host:
            shown = visible_line(f"{host}:{text_of(table.get('port'))}")
            report.changed(f'Proxy "{shown}" was not imported: it is switched off.')
        return ""
    if bypass := text_of(table.get("bypassProxy")):
        report.lost(
            f"Hosts that go around the proxy were not imported: {visible_line(bypass)}.",
            why="no_proxy is an OS environment variable.",
        )
    user = table.get("auth")
    userinfo = ""
    if isinstance(user, Mapping) and user.get("enabled") is not False:
        name = report.template(text_of(user.get("username")))
        password = secrets.put("proxy_password", report.template(text_of(user.get("password"))))
        if name and user.get("disabled") is not True:
            name = name if "{{" in name else quote(name, safe="")
            userinfo = f"{name}:{password}@" if password else f"{name}@"
    port = report.template(text_of(table.get("port")))
    scheme = report.template(text_of(table.get("protocol"))) or "http"
    return f"{scheme}://{userinfo}{host}{f':{port}' if port else ''}"


def _certificate(found: Json, report: BrunoImportReport, secrets: SecretNamer) -> TlsTable | None:
    if not isinstance(found, Mapping) or found.get("enabled") is False:
        return None
    rows = [row for row in tables(found.get("certs")) if row.get("disabled") is not True]
    if not rows:
        return None
    domains = ", ".join(visible_line(text_of(row.get("domain"))) for row in rows)
    if len(rows) > 1:
        report.lost(
            f"Client certificates were not imported: {domains}.",
            why="An environment has one client certificate.",
            advice="Set client_certificate in [tls] of the environments.",
        )
        return None
    row = rows[0]
    is_pfx = row.get("type") == "pfx"
    certificate = text_of(row.get("pfxFilePath" if is_pfx else "certFilePath"))
    if not certificate:
        report.lost(
            f"A client certificate was not imported: {domains}.",
            why="It names no file.",
            advice="Set client_certificate in [tls] of the environments.",
        )
        return None
    passphrase = secrets.put("client_key_password", report.template(text_of(row.get("passphrase"))))
    return TlsTable(
        client_certificate=certificate,
        client_key=None if is_pfx else text_of(row.get("keyFilePath")) or None,
        client_key_password=passphrase or None,
    )
