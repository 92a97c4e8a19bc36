"""posting's requests, a YAML file each, on their way to the workspace's."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.importers.building.advised_settings import tell_proxy
from outrider.importers.building.auth_writing import AuthWriter
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.building.noted_settings import NotedSettings, tell_other_types
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.building.typed_bodies import typed_text, with_content_type
from outrider.importers.building.written_urls import with_tool_scheme, without_fragment
from outrider.importers.posting.posting_templates import PostingTemplates
from outrider.importers.posting.posting_urls import merged_query, with_posting_parameters
from outrider.model.workspace import (
    AuthTable,
    Body,
    FormBody,
    NameValueRow,
    RequestOptions,
    TextBody,
)
from outrider.variables.reference_grammar import escape

TOOL = "posting"
"""What reports call it."""

_READ = frozenset(
    ("name", "description", "method", "url", "body", "auth", "headers", "params", "path_params",
     "options", "scripts", "posting_version", "cookies")
)  # fmt: skip
_OPTIONS = frozenset(
    ("follow_redirects", "verify_ssl", "attach_cookies", "proxy_url", "timeout",
     "substitute_body_variables")
)  # fmt: skip
_FORM = "application/x-www-form-urlencoded"


def read_posting_request(
    data: Mapping[str, Json],
    draft: RequestBuilder,
    report: BuildReport,
    secrets: SecretNamer,
    templates: PostingTemplates,
) -> None:
    """Fills a request with what its file says; its names are given before."""
    draft.description = text_of(data.get("description"))
    draft.method = text_of(data.get("method")).strip().upper() or "GET"
    rows = [
        (text_of(row.get("name")), text_of(row.get("value")), _is_on(row))
        for row in tables(data.get("params"))
    ]
    url = without_fragment(text_of(data.get("url")).strip(), report)
    url, draft.query = merged_query(url, rows, templates)
    values = {
        text_of(row.get("name")): text_of(row.get("value"))
        for row in tables(data.get("path_params"))
        if row.get("name")
    }
    url, draft.path = with_posting_parameters(url, values, report, templates)
    draft.url = with_tool_scheme(url, "http", TOOL, report)
    options = data.get("options")
    options = options if isinstance(options, Mapping) else {}
    body = data.get("body")
    body = body if isinstance(body, Mapping) else {"content": body} if body else {}
    draft.body = _body(body, options, report, templates)
    media = text_of(body.get("content_type"))
    draft.headers = with_content_type(_rows(data.get("headers"), templates), draft.body, media)
    is_typed = any(row.enabled and row.name.lower() == "content-type" for row in draft.headers)
    if isinstance(draft.body, TextBody) and not media and not is_typed:
        # posting sends no type for it; a row without a value that is switched off does the same.
        draft.headers.append(NameValueRow("Content-Type", "", enabled=False))
    draft.auth = _auth(data.get("auth"), report, secrets, templates)
    draft.options = _options(options, report, templates)
    _tell_unread(data, report)


def _is_on(row: Mapping[str, Json]) -> bool:
    return row.get("enabled", True) is not False


def _rows(rows: Json, templates: PostingTemplates) -> list[NameValueRow]:
    return [
        NameValueRow(
            templates.text(text_of(row.get("name")).strip()),
            templates.text(text_of(row.get("value"))),
            _is_on(row),
        )
        for row in tables(rows)
        if row.get("name") or row.get("value")
    ]


def _body(
    body: Mapping[str, Json],
    options: Mapping[str, Json],
    report: BuildReport,
    templates: PostingTemplates,
) -> Body | None:
    is_template = options.get("substitute_body_variables") is not False
    rewrite = templates.body if is_template else escape
    content, rows = text_of(body.get("content")), tables(body.get("form_data"))
    for key in body.keys() - {"content", "form_data", "content_type"}:
        report.lost(f'Member "{report.title(key)}" of the body was not imported.')
    if content and rows:
        report.lost("The form was not imported: the body has a text as well.")
    if content:
        return typed_text(rewrite(content), text_of(body.get("content_type")) or _guessed(content))
    fields = tuple(
        NameValueRow(
            rewrite(text_of(row.get("name"))), rewrite(text_of(row.get("value"))), _is_on(row)
        )
        for row in rows
    )
    return FormBody(fields) if fields else None


def _guessed(content: str) -> str:
    """What a body without a type is read as, so that the editor shows it well."""
    return "application/json" if content.lstrip()[:1] in {"{", "["} else ""


_AUTHS = {
    "basic": ("username", "password"),
    "digest": ("username", "password"),
    "bearer_token": ("token",),
}
"""The settings that are read of each type."""


def _auth(
    auth: Json, report: BuildReport, secrets: SecretNamer, templates: PostingTemplates
) -> AuthTable | None:
    """Only the block of its type counts."""
    if not isinstance(auth, Mapping):
        return None
    kind = text_of(auth.get("type"))
    block = auth.get(kind)
    block = block if isinstance(block, Mapping) else {}
    write = AuthWriter(report, secrets)
    tell_other_types(auth, kind, report)
    NotedSettings(block).tell_unread(kind, report, _AUTHS.get(kind, block))
    settings = {text_of(key): templates.text(text_of(value)) for key, value in block.items()}
    match kind:
        case "" | "none":
            return None
        case "basic" | "digest":
            return write.basic(settings.get("username", ""), settings.get("password", ""), kind)
        case "bearer_token":
            return write.bearer(settings.get("token", ""))
        case _:
            return write.unsupported(kind, settings, TOOL)


def _options(
    options: Mapping[str, Json], report: BuildReport, templates: PostingTemplates
) -> RequestOptions:
    if options.get("verify_ssl") is False:
        report.changed(
            "verify_ssl = false was not imported.",
            why="TLS verification belongs to environments: verify in [tls].",
        )
    if proxy := text_of(options.get("proxy_url")):
        tell_proxy(templates.text(proxy), report)
    if options.get("attach_cookies") is False:
        report.changed(
            "attach_cookies = false was not imported.", why="Cookies belong to environments."
        )
    for key in options.keys() - _OPTIONS:
        report.lost(f'Option "{report.title(key)}" was not imported.')
    follow = options.get("follow_redirects") is not False
    timeout = options.get("timeout")
    if isinstance(timeout, int | float) and not isinstance(timeout, bool):
        if timeout > 0:
            return RequestOptions(timeout=float(timeout), follow_redirects=follow)
        report.lost(f"The timeout of {text_of(timeout)} s was not imported: it must be above 0.")
    return RequestOptions(follow_redirects=follow)


def _tell_unread(data: Mapping[str, Json], report: BuildReport) -> None:
    scripts = data.get("scripts")
    for name, file in scripts.items() if isinstance(scripts, Mapping) else ():
        if file:
            report.lost(
                f'Script "{report.title(file)}" ({report.title(name)}) was not imported.',
                why="Outrider does not run scripts.",
            )
    if tables(data.get("cookies")):
        report.lost("Cookies of the request were not imported.")
    for key, value in data.items():
        if key not in _READ and value not in (None, "", [], {}, False):
            report.lost(f'Member "{report.title(key)}" was not imported.')
