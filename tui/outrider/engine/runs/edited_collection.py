"""Requests with unsaved edits in the place of those that their files have."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from outrider.model.workspace import Collection, Request


def edited_collection(collection: Collection, edited: Iterable[Request]) -> Collection:
    """The collection with these requests, each in its place; one that has no file is left out."""
    known = {one.id: one for one in edited if one.id in collection.requests}
    return replace(
        collection,
        requests={name: known.get(name, one) for name, one in collection.requests.items()},
    )
