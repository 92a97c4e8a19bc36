"""One tree of folders and requests as each tool writes it, without the help of its importer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Tree: TypeAlias = "Sequence[tuple[str, Tree | None]]"
"""Names in order; ``None`` for a request."""

Files: TypeAlias = Mapping[str, str]
"""Texts by path."""


def walk(tree: Tree, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every request, with the names of the folders that it is in."""
    for name, inner in tree:
        if inner is None:
            yield above, name
        else:
            yield from walk(inner, (*above, name))


def numbered(tree: Tree, above: str = "top") -> Iterator[tuple[str, str, str, bool]]:
    """Every folder and request: an id, that of its parent, its name, whether it is a request."""
    for number, (name, inner) in enumerate(tree):
        own = f"{above}_{number}"
        yield own, above, name, inner is None
        if inner is not None:
            yield from numbered(inner, own)


def insomnia(tree: Tree, url: str) -> Files:
    resources: list[dict[str, Any]] = [
        {"_id": "top", "_type": "workspace", "parentId": None, "name": "Shop"}
    ]
    for number, (own, above, name, is_request) in enumerate(numbered(tree)):
        kind = "request" if is_request else "request_group"
        more = {"url": url, "method": "GET"} if is_request else {}
        resources.append(
            {
                "_id": own,
                "_type": kind,
                "parentId": above,
                "name": name,
                "metaSortKey": number,
                **more,
            }
        )
    # What is first in the file is not first in the tree.
    document = {"_type": "export", "__export_format": 4, "resources": resources[::-1]}
    return {"shop.json": json.dumps(document)}


def insomnia_5(tree: Tree, url: str) -> Files:
    def entries(inner: Tree) -> list[dict[str, Any]]:
        return [
            {"name": name, "url": url, "method": "GET", "meta": {"sortKey": number}}
            if below is None
            else {"name": name, "children": entries(below), "meta": {"sortKey": number}}
            for number, (name, below) in enumerate(inner)
        ][::-1]

    made = {"type": "collection.insomnia.rest/5.0", "name": "Shop", "collection": entries(tree)}
    return {"shop.yaml": json.dumps(made)}


def hoppscotch(tree: Tree, url: str) -> Files:
    def table(name: str, inner: Tree) -> dict[str, Any]:
        return {
            "v": 11,
            "name": name,
            "folders": [table(one, below) for one, below in inner if below is not None],
            "requests": [
                {"v": "17", "name": one, "endpoint": url, "method": "GET"}
                for one, below in inner
                if below is None
            ],
        }

    return {"shop.json": json.dumps(table("Shop", tree))}


def thunder(tree: Tree, url: str) -> Files:
    folders: list[dict[str, Any]] = []
    requests: list[dict[str, Any]] = []
    for number, (own, above, name, is_request) in enumerate(numbered(tree)):
        made = {"_id": own, "name": name, "sortNum": number}
        made["containerId"] = "" if above == "top" else above
        if is_request:
            requests.append({**made, "url": url, "method": "GET", "params": [], "headers": []})
        else:
            folders.append(made)
    document = {"client": "Thunder Client", "collectionName": "Shop", "folders": folders[::-1]}
    return {"shop.json": json.dumps({**document, "requests": requests[::-1]})}


def posting(tree: Tree, url: str) -> Files:
    return {
        f"{'/'.join((*above, name))}.posting.yaml": json.dumps({"name": name, "url": url})
        for above, name in walk(tree)
    }


def postman_v3(tree: Tree, url: str) -> Files:
    made = {"shop/.resources/definition.yaml": "$kind: collection\nname: Shop\n"}
    for number, (above, name) in enumerate(walk(tree)):
        request = json.dumps({"$kind": "http-request", "url": url, "order": number})
        made[f"{'/'.join(('shop', *above, name))}.request.yaml"] = request
    return made


TOOLS: Mapping[str, Callable[[Tree, str], Files]] = {
    "insomnia": insomnia,
    "insomnia_5": insomnia_5,
    "hoppscotch": hoppscotch,
    "thunder": thunder,
    "posting": posting,
    "postman_v3": postman_v3,
}
IN_FOLDERS = frozenset({"posting", "postman_v3"})
"""Tools that keep a file for each request, whose names are those of files."""
