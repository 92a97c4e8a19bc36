"""What Insomnia writes, in one shape: workspaces of folders, requests and environments.

Formats 3 and 4 are a flat list of resources, which name their parents; the folder of the old Git
sync has a file for each. Format 5 is a tree with other names for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from outrider.errors import ImportRejected
from outrider.importers.building.loose_values import Json, tables, text_of
from outrider.importers.importer import ImportSource
from outrider.importers.structured_text import read_structured

FOLDER = ".insomnia"
"""The folder of the old Git sync, in that of a repository."""

DEEPEST = 200
"""Levels of folders; more is no collection that somebody made."""

_V5 = ".insomnia"
_KINDS = {
    "RequestGroup": "request_group",
    "ApiSpec": "api_spec",
    "CookieJar": "cookie_jar",
    "UnitTest": "unit_test",
    "UnitTestSuite": "unit_test_suite",
    "GrpcRequest": "grpc_request",
    "WebSocketRequest": "websocket_request",
    "ProtoFile": "proto_file",
    "ProtoDirectory": "proto_directory",
}
_TITLES = {
    "grpc_request": "gRPC request",
    "websocket_request": "WebSocket request",
    "socketio_request": "Socket.IO request",
    "mcp_request": "MCP request",
    "proto_file": "Protobuf file",
    "proto_directory": "Protobuf folder",
    "unit_test_suite": "Test suite",
    "unit_test": "Test",
    "api_spec": "API specification",
    "mock_route": "Mock route",
    "mock_server": "Mock server",
}


class InsomniaNode(Struct):
    """A resource with what is in it.

    Attributes:
        kind: as format 4 calls it: ``request``, ``request_group`` and others.
        data: its members, by the names of format 4.
    """

    kind: str
    data: Mapping[str, Json]
    children: list[InsomniaNode] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Insomnia's."""
        return text_of(self.data.get("_id"))

    @property
    def title(self) -> str:
        """What people call its kind."""
        return _TITLES.get(self.kind, self.kind.replace("_", " "))

    def walk(self) -> Iterator[InsomniaNode]:
        """It and all below it, parents first."""
        left = [self]
        while left:
            one = left.pop()
            yield one
            left += reversed(one.children)


class InsomniaWorkspace(Struct):
    """A collection, or the environments that several collections share.

    Attributes:
        root: of kind ``workspace``; its children are folders, requests and what else is in it.
        base: the environment around all others.
    """

    source: ImportSource
    root: InsomniaNode
    base: list[Mapping[str, Json]] = field(default_factory=list)
    environments: list[Mapping[str, Json]] = field(default_factory=list)

    @property
    def is_shared(self) -> bool:
        """Whether it has environments for all collections, and no requests."""
        return text_of(self.root.data.get("scope")) == "environment"


class InsomniaDocument(Struct):
    """The workspaces of a source, the text of all of it, and keys that stand there twice.

    ``broken`` has the files of a folder that cannot be read, and why.
    """

    source: ImportSource
    workspaces: list[InsomniaWorkspace]
    text: str
    repeated: tuple[str, ...] = ()
    broken: Mapping[str, str] = {}


def read_insomnia(source: ImportSource) -> InsomniaDocument:
    """Reads a file or a folder.

    Raises:
        ImportRejected: it cannot be read, or is of a version that is not.
    """
    if source.is_folder:
        return _read_folder(source)
    found = read_structured(source.text, source.name)
    data = found.value
    if not isinstance(data, Mapping):
        raise _rejected(source, "is not an export of Insomnia.", "unknown_format")
    if "__export_format" in data or isinstance(data.get("resources"), list):
        workspaces = _from_resources(source, _export(source, data))
    elif _V5 in text_of(data.get("type")):
        workspaces = [_from_tree(source, data)]
    elif text_of(data.get("_id")) and text_of(data.get("type")):
        workspaces = _from_resources(source, [_of_git(data)])
    else:
        raise _rejected(source, "is not an export of Insomnia.", "unknown_format")
    return InsomniaDocument(source, workspaces, source.text, found.repeated)


def _export(source: ImportSource, data: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    version = text_of(data.get("__export_format"))
    if version not in {"", "3", "4"}:
        raise _rejected(
            source,
            f"is an export of Insomnia in format {version}, which is not supported.",
            "insomnia_version",
            "Open it in Insomnia and export it again.",
        )
    if not isinstance(data.get("resources"), list):
        raise _rejected(source, "is an export of Insomnia without resources.", "no_resources")
    return tables(data.get("resources"))


_WITH_PLACE = frozenset({"request", "request_group"})
"""Kinds of which files are made."""


def _read_folder(source: ImportSource) -> InsomniaDocument:
    """The folder of the old Git sync: one resource a file."""
    resources: list[Mapping[str, Json]] = []
    texts: list[str] = []
    repeated: list[str] = []
    broken: dict[str, str] = {}
    for name in source.folder.names():
        if not _is_resource(name):
            continue
        try:
            text = source.folder.read(name)
            found = read_structured(text or "", name) if text is not None else None
        except ImportRejected as problem:
            broken[name] = str(problem)
            continue
        if text is None or found is None:
            continue
        texts.append(text)
        repeated += found.repeated
        if isinstance(found.value, Mapping):
            resources.append(_of_git(found.value))
    if not resources:
        raise _rejected(source, "has no resources of Insomnia.", "unknown_format")
    workspaces = _from_resources(source, resources)
    return InsomniaDocument(source, workspaces, "\n".join(texts), tuple(repeated), broken)


def _is_resource(name: str) -> bool:
    return f"/{FOLDER}/" in f"/{name}" and name.endswith((".yml", ".yaml"))


def _of_git(data: Mapping[str, Json]) -> Mapping[str, Json]:
    """A resource of the Git sync as an export has it."""
    kind = text_of(data.get("type"))
    return {**data, "_type": _KINDS.get(kind, kind.lower())}


def _from_resources(
    source: ImportSource, resources: Iterable[Mapping[str, Json]]
) -> list[InsomniaWorkspace]:
    """Workspaces of a flat list; what names no parent that is there gets one of its own."""
    nodes: dict[str, InsomniaNode] = {}
    every: list[InsomniaNode] = []
    for one in resources:
        node = InsomniaNode(text_of(one.get("_type")), one)
        every.append(node)
        if node.id and node.id not in nodes:
            nodes[node.id] = node
    found = [InsomniaWorkspace(source, one) for one in every if one.kind == "workspace"]
    by_root = {id(one.root): one for one in found}
    loose = InsomniaWorkspace(source, InsomniaNode("workspace", {"name": ""}))
    for node in every:
        if node.kind == "workspace":
            continue
        parent = nodes.get(text_of(node.data.get("parentId")))
        root = _root_of(node, nodes)
        workspace = by_root.get(id(root), loose)
        if node.kind == "environment":
            is_base = parent is None or parent.kind != "environment"
            (workspace.base if is_base else workspace.environments).append(node.data)
        elif parent is None or root is None:
            loose.root.children.append(node)
        else:
            parent.children.append(node)
    if found and not any(one.kind in _WITH_PLACE for one in loose.root.children):
        # What is only told needs no workspace of its own.
        found[0].root.children += loose.root.children
        loose.root.children.clear()
    if loose.root.children or loose.base or loose.environments:
        found.append(loose)
    for workspace in found:
        for node in workspace.root.walk():
            node.children.sort(key=_sort_key)
        workspace.environments.sort(key=lambda one: _number(one.get("metaSortKey")))
    return found


def _root_of(node: InsomniaNode, nodes: Mapping[str, InsomniaNode]) -> InsomniaNode | None:
    """The workspace that a node belongs to; ``None`` for none, also where parents are a circle."""
    seen = 0
    while node.kind != "workspace" and seen <= DEEPEST:
        above = nodes.get(text_of(node.data.get("parentId")))
        if above is None:
            return None
        node, seen = above, seen + 1
    return node if node.kind == "workspace" else None


def _sort_key(node: InsomniaNode) -> float:
    return _number(node.data.get("metaSortKey"))


def _number(value: Json) -> float:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _from_tree(source: ImportSource, data: Mapping[str, Json]) -> InsomniaWorkspace:
    """A document of format 5."""
    kind = text_of(data.get("type"))
    scope = "environment" if kind.startswith("environment.") else "collection"
    root = InsomniaNode("workspace", {**_flat(data), "scope": scope})
    if kind.startswith("collection.") and not isinstance(data.get("collection"), list):
        root.children.append(InsomniaNode("no_collection", {}))
    root.children += [_node(one) for one in tables(data.get("collection"))]
    specification = data.get("spec")
    if isinstance(specification, Mapping) and any(
        specification.get(k) for k in ("contents", "file")
    ):
        root.children.append(InsomniaNode("api_spec", specification))
    for suite in tables(data.get("testSuites")):
        tests = [InsomniaNode("unit_test", one) for one in tables(suite.get("tests"))]
        root.children.append(InsomniaNode("unit_test_suite", suite, tests))
    if isinstance(data.get("cookieJar"), Mapping):
        root.children.append(InsomniaNode("cookie_jar", data["cookieJar"]))
    if kind.startswith("mock."):
        root.children.append(InsomniaNode("mock_server", {"name": data.get("name")}))
    if kind.startswith("mcp"):
        root.children.append(InsomniaNode("mcp_request", {"name": data.get("name")}))
    for node in root.walk():
        node.children.sort(key=_sort_key)
    made = InsomniaWorkspace(source, root)
    base = data.get("environments")
    if isinstance(base, Mapping):
        made.base.append(_flat(base))
        made.environments += sorted(
            (_flat(one) for one in tables(base.get("subEnvironments"))),
            key=lambda one: _number(one.get("metaSortKey")),
        )
    return made


def _node(data: Mapping[str, Json]) -> InsomniaNode:
    top = InsomniaNode(_kind(data), _flat(data))
    left = [(top, data)]
    while left:
        node, table = left.pop()
        for one in tables(table.get("children")):
            child = InsomniaNode(_kind(one), _flat(one))
            node.children.append(child)
            left.append((child, one))
    return top


def _kind(data: Mapping[str, Json]) -> str:
    """Kinds are told apart by what an entry has."""
    meta = data.get("meta")
    known = text_of(meta.get("id")) if isinstance(meta, Mapping) else ""
    if "children" in data or known.startswith("fld_"):
        return "request_group"
    if "protoFileId" in data or "protoMethodName" in data or known.startswith("greq"):
        return "grpc_request"
    if known.startswith("ws-req"):
        return "websocket_request"
    if known.startswith("socketio-req"):
        return "socketio_request"
    if "transportType" in data:
        return "mcp_request"
    if "method" not in data and "reflectionApi" in data:
        return "grpc_request"
    return "request"


def _flat(data: Mapping[str, Json]) -> dict[str, Any]:
    """An entry of format 5 by the names of format 4."""
    made: dict[str, Any] = {
        key: value
        for key, value in data.items()
        if key not in {"meta", "settings", "scripts", "children", "collection", "environments",
                       "cookieJar", "testSuites", "spec", "subEnvironments", "type"}
    }  # fmt: skip
    meta = data.get("meta")
    if isinstance(meta, Mapping):
        names = {"id": "_id", "sortKey": "metaSortKey"}
        made |= {names.get(str(key), str(key)): value for key, value in meta.items()}
    settings = data.get("settings")
    if isinstance(settings, Mapping):
        made |= _settings(settings)
    scripts = data.get("scripts")
    if isinstance(scripts, Mapping):
        names = {"preRequest": "preRequestScript", "afterResponse": "afterResponseScript"}
        made |= {names.get(str(key), str(key)): value for key, value in scripts.items()}
    return made


def _settings(settings: Mapping[str, Json]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in settings.items():
        if key == "cookies" and isinstance(value, Mapping):
            made |= {
                "settingSendCookies": value.get("send"),
                "settingStoreCookies": value.get("store"),
            }
        elif key == "renderRequestBody":
            made["settingDisableRenderRequestBody"] = value is False
        else:
            made[f"setting{key[:1].upper()}{key[1:]}"] = value
    return made


def _rejected(source: ImportSource, what: str, code: str, advice: str = "") -> ImportRejected:
    name = source.name or "The text"
    return ImportRejected(f"{name} {what}", code=code, where=source.name, advice=advice)
