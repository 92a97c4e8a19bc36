"""What files and folders of Bruno's hold, in whichever of its forms, as one model."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct, field, structs

from outrider.errors import ImportRejected
from outrider.importers.bruno.bru_blocks import BrokenBru, looks_like_bru
from outrider.importers.bruno.bru_files import (
    METHODS,
    read_bru_environment,
    read_bru_folder,
    read_bru_request,
)
from outrider.importers.bruno.bruno_folders import BrunoFolderFiles, collection_roots
from outrider.importers.bruno.bruno_variables import BrunoEnvironment
from outrider.importers.bruno.yml_files import (
    kind_of_item,
    read_yml_config,
    read_yml_environment,
    read_yml_item,
    read_yml_scope,
    table_at,
)
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.importer import ImportSource
from outrider.importers.structured_text import read_structured

_YML_ITEM = re.compile(
    r"^info:[ \t]*\n(?:[ \t]+[^\n]*\n)*?[ \t]+type:[ \t]*[\"']?(?:http|graphql|grpc|websocket)\b",
    re.MULTILINE,
)
_YML_BODY = re.compile(r"^(?:http|graphql|grpc|websocket):[ \t]*$", re.MULTILINE)
_YML_ROOT = re.compile(r"^[\"']?opencollection[\"']?[ \t]*:", re.MULTILINE)
_YML_ITEMS = re.compile(r"^items:[ \t]*(?:\[|#|$)", re.MULTILINE)
_TOP_KEY = re.compile(r"^([A-Za-z]\w*):", re.MULTILINE)
_OF_ENVIRONMENT = frozenset({"name", "color", "variables", "externalSecrets"})
_JSON_TYPE = re.compile(
    r'"type"\s*:\s*"(?:http|graphql|grpc|ws|http-request|graphql-request|folder)"'
)
_CONFIG = re.compile(r'"type"\s*:\s*"collection"')
_METHOD = re.compile(rf"^(?:{'|'.join(sorted(METHODS))}|grpc|ws|app)[ \t]*\{{", re.MULTILINE)


class BrunoCollection(Struct):
    """A collection, or single requests that belong to none.

    Attributes:
        source: the file or folder as the user named it.
        config: what ``bruno.json`` holds.
        root: what every request inherits.
        items: as the JSON export has them, each with its file as ``pathname``.
        dotenv: what ``.env`` gives values.
        broken: files that cannot be read, with the reason.
        others: files that belong to no request.
        is_loose: its requests were given by themselves.
        is_part: it is a folder of a collection, without what that says.
    """

    source: str
    name: str
    config: Mapping[str, Json] = field(default_factory=dict)
    root: Mapping[str, Json] = field(default_factory=dict)
    items: Sequence[Mapping[str, Json]] = ()
    environments: list[BrunoEnvironment] = field(default_factory=list)
    dotenv: Mapping[str, str] = field(default_factory=dict)
    broken: list[tuple[str, str]] = field(default_factory=list)
    others: Sequence[str] = ()
    is_loose: bool = False
    is_part: bool = False


def looks_like_bruno(text: str) -> bool:
    """Whether a text is one of Bruno's files; cheap, never raises."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "{":
        head = text[:20_000]
        if '"opencollection"' in head:
            return True
        if '"_postman_id"' in head or '"__export_format"' in head:
            return False
        is_export = '"items"' in text and (
            '"brunoConfig"' in text or _JSON_TYPE.search(text) is not None
        )
        return is_export or (_CONFIG.search(head) is not None and '"version"' in head)
    return looks_like_bru(text) or _looks_like_yml(text[:20_000])


def _looks_like_yml(head: str) -> bool:
    if _YML_ROOT.search(head):
        return True
    if _YML_ITEM.search(head) and _YML_BODY.search(head):
        return True
    keys = set(_TOP_KEY.findall(head))
    return {"name", "variables"} <= keys <= _OF_ENVIRONMENT


def read_documents(source: ImportSource) -> list[BrunoCollection]:
    """The collections of a source; environments and requests of single files belong to none.

    Raises:
        ImportRejected: it is broken, or says nothing that can be imported.
    """
    if source.is_folder:
        roots = collection_roots(source.folder)
        found = [_of_bundle_in(source, root) or _of_folder(source, root) for root in roots]
        _take_beside(source, roots, found[0])
        return found
    text = source.text
    if looks_like_bru(text):
        return [_of_bru(source)]
    data = read_structured(text, source.name).value
    if not isinstance(data, Mapping):
        raise refused_bruno(source, "is not a Bruno file", "unknown_format")
    if "opencollection" in data:
        if not data.get("items") and _has_siblings(source):
            return [_of_folder(source, "")]
        return [_of_bundle(source, data)]
    if isinstance(data.get("items"), list):
        return [_of_export(source, data)]
    if data.get("type") == "collection":
        if _has_siblings(source):
            return [_of_folder(source, "")]
        raise refused_bruno(
            source,
            "has no requests: it is the settings of a collection",
            "no_requests",
            "Import the folder that it is in.",
        )
    if "variables" in data and "info" not in data:
        environment = read_yml_environment(data)
        return [_loose(source, environments=[_environment(source, environment)])]
    if kind_of_item(data) in {"", "folder"}:
        raise refused_bruno(
            source,
            "has no request: it is the settings of a folder",
            "no_requests",
            "Import the folder of the collection.",
        )
    return [_loose(source, items=[read_yml_item(data)])]


def _has_siblings(source: ImportSource) -> bool:
    return any(name.endswith((".bru", ".yml", ".yaml")) for name in source.folder.names())


def _loose(
    source: ImportSource,
    items: Sequence[Mapping[str, Json]] = (),
    environments: Sequence[BrunoEnvironment] = (),
) -> BrunoCollection:
    return BrunoCollection(
        source.name, "", items=items, environments=list(environments), is_loose=True
    )


def _environment(source: ImportSource, data: Mapping[str, Json]) -> BrunoEnvironment:
    name = text_of(data.get("name")) or stem(source.name) or "environment"
    return BrunoEnvironment(source.name, name, data)


def _of_bru(source: ImportSource) -> BrunoCollection:
    try:
        if _METHOD.search(source.text):
            item = read_bru_request(source.text)
            return _loose(source, [{**item, "name": item["name"] or stem(source.name)}])
        if re.match(r"\s*(?:vars(?::secret|:externalsecrets:\S+)?[ \t]*[{\[]|color:)", source.text):
            data = read_bru_environment(source.text)
            return _loose(source, environments=[_environment(source, data)])
        read_bru_folder(source.text)
    except BrokenBru as error:
        raise refused_bruno(
            source, f"cannot be read: {error.why} (line {error.line})", "not_bru"
        ) from None
    raise refused_bruno(
        source,
        "has no request: it is the settings of a folder or a collection",
        "no_requests",
        "Import the folder of the collection.",
    )


def _of_export(source: ImportSource, data: Mapping[str, Json]) -> BrunoCollection:
    if not text_of(data.get("version")):
        raise refused_bruno(
            source,
            'has no "version": it is not a Bruno export',
            "bruno_version",
            'Export the collection from Bruno again, or add "version": "1".',
        )
    if text_of(data["version"]) != "1" and "brunoConfig" not in data:
        raise refused_bruno(
            source,
            f"is a Bruno export of version {text_of(data['version'])}, which is not supported",
            "bruno_version",
            "Export the collection from Bruno as OpenCollection (YAML).",
        )
    config = data.get("brunoConfig")
    root = data.get("root")
    known = {
        "name", "version", "items", "environments", "root", "brunoConfig", "uid",
        "activeEnvironmentUid", "exportedAt", "exportedUsing", "info",
    }  # fmt: skip
    unread = sorted(map(text_of, data.keys() - known))
    return BrunoCollection(
        source.name,
        text_of(data.get("name")),
        {
            **(config if isinstance(config, Mapping) else {}),
            **({"unread": unread} if unread else {}),
        },
        root if isinstance(root, Mapping) else {},
        tables(data["items"]),
        [
            BrunoEnvironment(source.name, text_of(one.get("name")), one)
            for one in tables(data.get("environments"))
        ],
    )


def _of_bundle(source: ImportSource, data: Mapping[str, Json]) -> BrunoCollection:
    """One file in YAML that has all of a collection."""
    config = read_yml_config(data)
    found = BrunoCollection(
        source.name,
        text_of(config.get("name")) or stem(source.name),
        config,
        read_yml_scope(data),
        [read_yml_item(one) for one in tables(data.get("items"))],
    )
    for one in tables(table_at(data, "config").get("environments")):
        environment = read_yml_environment(one)
        found.environments.append(
            BrunoEnvironment(source.name, text_of(environment["name"]), environment)
        )
    return found


def _of_bundle_in(source: ImportSource, root: str) -> BrunoCollection | None:
    """The collection that is whole in the file of a folder's settings; ``None`` where none is."""
    for suffix in ("yml", "yaml"):
        path = posixpath.join(root, f"opencollection.{suffix}")
        text = source.folder.read(path)
        if text is None or not _YML_ITEMS.search(text):
            continue
        data = read_structured(text, path).value
        if isinstance(data, Mapping) and data.get("items"):
            name = f"{source.name.rstrip('/')}/{path}"
            return _of_bundle(structs.replace(source, name=name, text=text), data)
    return None


def _of_folder(source: ImportSource, root: str) -> BrunoCollection:
    shown = source.name if source.is_folder else source.name.rpartition("/")[0]
    files = BrunoFolderFiles(source.folder, root)
    made = BrunoCollection("/".join(filter(None, (shown, root))), "")
    tree = files.tree()
    made.config, made.root, made.items = files.config, files.scope, tree
    made.name = text_of(made.config.get("name")) or stem(made.source) or "Collection"
    made.environments = [
        BrunoEnvironment(f"{made.source}/{file}".lstrip("/"), name, data)
        for file, name, data in files.environments()
    ]
    made.is_part = files.is_part
    made.dotenv, made.broken, made.others = files.dotenv(), files.broken, files.others
    if not tree and not made.environments:
        why = f": {files.broken[0][0]} {files.broken[0][1]}" if files.broken else ""
        raise refused_bruno(source, f"has no Bruno request{why}", "no_requests")
    return made


def _take_beside(source: ImportSource, roots: Sequence[str], first: BrunoCollection) -> None:
    """What a workspace of Bruno's has beside its collections."""
    names = source.folder.names()
    beside = [
        one
        for one in names
        if not any(one.startswith(f"{root}/" if root else "") for root in roots)
    ]
    for file in beside:
        name = file.rpartition("/")[2]
        text = source.folder.read(file) if file.endswith((".yml", ".yaml")) else None
        is_environment = text is not None and file.rpartition("/")[0] == "environments"
        if is_environment and text is not None and _looks_like_yml(text[:20_000]):
            data = read_yml_environment(read_structured(text, file).value)
            label = text_of(data.get("name")) or stem(name)
            first.environments.append(BrunoEnvironment(f"{source.name}/{file}", label, data))
        elif name != "workspace.yml":
            first.others = [*first.others, file]


def stem(path: str) -> str:
    """The last part of a path, without its suffix."""
    name = path.rstrip("/").rpartition("/")[2]
    return re.sub(r"\.(?:bru|ya?ml|json)\Z", "", name)


def refused_bruno(source: ImportSource, what: str, code: str, advice: str = "") -> ImportRejected:
    """A source that is not imported, in a sentence."""
    name = source.name or "The text"
    return ImportRejected(f"{name} {what}.", code=code, where=source.name, advice=advice)
