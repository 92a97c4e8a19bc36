"""Exports a workspace to Postman and imports it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from outrider.engine.import_export.workspace_export import WorkspaceExport
from outrider.exporters.postman.collection_writer import (
    collection_table,
    postman_environment,
    postman_json,
)
from outrider.exporters.postman.export_report import ExportReport
from outrider.exporters.postman.url_variables import UrlVariables
from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.secret import Secret
from outrider.model.workspace import AuthTable, Collection, Environment, Variable, WorkspaceSettings


def collection_of(imported: ImportResult) -> Collection:
    folders = {one.id: one for one in imported.folders}
    return Collection(folders, {one.id: one for one in imported.requests})


def exported(
    name: str,
    collection: Collection,
    environments: Sequence[Environment] = (),
    root: Path = Path("/nowhere"),
    *,
    opened: Mapping[str, Mapping[str, Secret]] | None = None,
) -> tuple[list[dict[str, Any]], ExportReport]:
    """The collection and the environments, as parsed JSON.

    Args:
        name: of the workspace.
        collection: its folders and requests.
        environments: all of them.
        root: where the examples are.
        opened: secrets by environment, where everything shall be in clear.
    """
    words = ExportReport(reveals=opened is not None)
    export = WorkspaceExport(root, WorkspaceSettings(name), collection, environments, words)
    tree = export.folder_tree()
    values = [export.environment(one, (opened or {}).get(one.id, {})) for one in environments]
    in_urls = UrlVariables(tree, values, words)
    tables = [collection_table(name, in_urls.tree(tree), words)]
    for one, exported_one in zip(environments, values, strict=True):
        export.tell_environment(one)
        tables.append(postman_environment(in_urls.environment(exported_one), words))
    return [json.loads(postman_json(one)) for one in tables], words


def imported_again(tables: Sequence[Mapping[str, Any]]) -> ImportResult:
    return read_sources(
        [ImportSource(f"{number}.json", json.dumps(one)) for number, one in enumerate(tables)]
    )


def plain_auth(auth: AuthTable | None) -> object:
    """A definition with what it leaves out."""
    if auth is None:
        return None
    table = dict(auth.table)
    placement = table.pop("placement", {})
    if table["type"] == "oauth2":
        table.setdefault("grant_type", "client_credentials")
        if table.get("token_endpoint_auth_method") == "client_secret_basic":
            del table["token_endpoint_auth_method"]
        if not table.get("client_secret"):
            table["token_endpoint_auth_method"] = "none"
        default = {"in": "header", "name": "Authorization", "prefix": "Bearer"}
        if placement.get("in") == "query":
            default = {"in": "query", "name": "access_token"}
    else:
        default = {"in": "header", "name": "X-Api-Key", "prefix": ""}
    return table, {**default, **placement}


def shape(imported: ImportResult) -> object:
    """All that a collection says, without the names of its files."""
    return (
        imported.name,
        [
            (one.name, one.description, one.order, plain_auth(one.auth), values(one.variables))
            for one in imported.folders
        ],
        [
            (one.id, one.name, one.method, one.url, one.description, one.query_params, one.headers,
             dict(one.path_params), plain_auth(one.auth), one.options, one.body,
             values(one.variables))
            for one in imported.requests
        ],
        imported.responses,
    )  # fmt: skip


def values(variables: Mapping[str, Variable]) -> dict[str, object]:
    return {name: one.value for name, one in variables.items()}
