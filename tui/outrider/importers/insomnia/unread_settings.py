"""What Insomnia says of an item that a file of the workspace has no place for."""

from __future__ import annotations

from collections.abc import Mapping

from outrider.importers.building.advised_settings import tell_certificate, tell_proxy
from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.known_members import MemberCheck, is_empty, table_shape
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.insomnia.insomnia_documents import InsomniaNode

_ROW = "id name value description disabled type multiline fileName"
_CHECK = MemberCheck(
    {
        "item": table_shape(
            "the request",
            inner={
                "parameters": "row",
                "pathParameters": "row",
                "headers": "row",
                "body": "body",
                "kvPairData": "pair",
            },
            others="",
        ),
        "row": table_shape("a row", _ROW),
        "body": table_shape("the body", "mimeType text fileName", {"params": "row"}),
        "pair": table_shape("a variable", "id name value type enabled description"),
        "environment": table_shape(
            "the environment",
            "_id _type type parentId id created modified name description data color isPrivate "
            "dataPropertyOrder environmentType metaSortKey metaSortOrder gitRepoId",
            {"kvPairData": "pair"},
        ),
    },
    ("_",),
)
_OF_ITEM = frozenset(
    ("url", "name", "description", "method", "body", "parameters", "pathParameters", "headers",
     "authentication", "preRequestScript", "afterResponseScript", "environment",
     "environmentType", "kvPairData")
)  # fmt: skip
_ABOUT_ITSELF = frozenset(
    ("_id", "_type", "type", "parentId", "modified", "created", "metaSortKey", "isPrivate",
     "environmentPropertyOrder", "dataPropertyOrder", "id", "scope", "gitRepoId",
     "settingFollowRedirects", "settingDisableRenderRequestBody", "settingRebuildPath",
     "settingSendCookies", "settingStoreCookies", "settingEncodeUrl")
)  # fmt: skip
"""What says who wrote something, when and where, or is read by itself."""

_OF_WORKSPACE = frozenset(
    ("name", "description", "schema_version", "certificates", "authentication", "headers",
     "preRequestScript", "afterResponseScript", "environment", "collection", "color")
)  # fmt: skip


def tell_unread(node: InsomniaNode, report: BuildReport) -> None:
    """Tells what stands in a folder or a request and is not imported."""
    data = node.data
    _CHECK.tell(data, "item", report)
    for name, value in data.items():
        if name not in _OF_ITEM and name not in _ABOUT_ITSELF and not is_empty(value):
            report.lost(f'Member "{report.title(name)}" was not imported.')
    if data.get("settingSendCookies") is False or data.get("settingStoreCookies") is False:
        report.changed(
            "The request was set to send or store no cookies.",
            why="Cookies belong to environments.",
        )
    if data.get("settingEncodeUrl") is False and tables(data.get("parameters")):
        report.changed(
            "Parameters are encoded, although Insomnia was set not to encode them.",
            advice="Write them into the URL where they must stay as they are.",
        )


def tell_environment(environment: Mapping[str, Json], report: BuildReport) -> None:
    """Tells what an environment has that is not imported."""
    _CHECK.tell(environment, "environment", report)


def tell_workspace(node: InsomniaNode, report: BuildReport) -> None:
    """Tells what stands beside the items of a workspace."""
    for one in tables(node.data.get("certificates")):
        if any(one.get(key) for key in ("cert", "key", "pfx")):
            _tell_certificate(one, report)
    for name, value in node.data.items():
        if name not in _OF_WORKSPACE and name not in _ABOUT_ITSELF and not is_empty(value):
            report.lost(f'Member "{report.title(name)}" was not imported.')


def tell_application(data: Mapping[str, Json], report: BuildReport) -> None:
    """Tells those settings of the program itself that change what is sent."""
    if data.get("proxyEnabled"):
        # The proxy of https:// URLs first: an environment has one for all.
        proxies = [text_of(data.get(key)) for key in ("httpsProxy", "httpProxy")]
        for url in dict.fromkeys(one for one in proxies if one):
            tell_proxy(url, report)
        if hosts := text_of(data.get("noProxy")):
            report.lost(f'Setting "noProxy" was not imported: {report.title(hosts)}.')
    if data.get("validateSSL") is False:
        report.lost(
            "The setting that TLS certificates are not verified was not imported.",
            why="TLS verification belongs to environments: verify in [tls].",
        )
    if data.get("followRedirects") is False:
        report.lost(
            "The setting that redirects are not followed was not imported.",
            advice="Set follow_redirects = false in [options] of each request that needs it.",
        )


def _tell_certificate(row: dict[str, Json] | Json, report: BuildReport) -> None:
    certificate, key = text_of(row.get("cert") or row.get("pfx")), text_of(row.get("key"))
    # Older exports have the text of a file in the place of its path.
    paths = ["" if "\n" in one else one for one in (certificate, key)]
    tell_certificate(
        f' for "{report.title(row.get("host"))}"',
        *paths,
        key_has_password=bool(row.get("passphrase")),
        report=report,
    )
