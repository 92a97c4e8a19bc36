"""Moves what an import brings to other places in a workspace. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import structs

from outrider.model.import_result import ImportResult
from outrider.model.workspace import FileBody, MultipartBody, Request, TextBody

REQUESTS = "requests"

BODIES = "bodies/"
"""The folder for bodies that are too large for their request's file, by the request's id."""


def placed_id(old: str, moves: Mapping[str, str]) -> str:
    """The id of an item of which, or of a folder around which, it is known where it goes."""
    start, rest = old, ""
    while start not in moves:
        if not start:
            return old
        start, _, name = start.rpartition("/")
        rest = f"{name}/{rest}" if rest else name
    return "/".join(filter(None, (moves[start], rest)))


def moved_items(imported: ImportResult, moves: Mapping[str, str]) -> ImportResult:
    """The import with its requests and folders under other ids.

    Args:
        imported: what an importer read.
        moves: new ids by the old ones; what is in a folder goes with it.
    """

    def place(old: str) -> str:
        return placed_id(old, moves)

    def comment(file: str) -> str:
        if not file.startswith(f"{REQUESTS}/"):
            return file
        request = file.removeprefix(f"{REQUESTS}/")
        if request == "folder" or request.endswith("/folder"):
            folder = request.removesuffix("folder").rstrip("/")
            return _folder_file(place(folder)).removesuffix(".toml")
        return f"{REQUESTS}/{place(request)}"

    def body_file(file: str) -> str:
        return BODIES + place(file.removeprefix(BODIES)) if file in imported.files else file

    return structs.replace(
        imported,
        folders=tuple(
            structs.replace(one, id=place(one.id), file=_folder_file(place(one.id)))
            for one in imported.folders
        ),
        requests=tuple(
            _with_body(
                structs.replace(one, id=place(one.id), file=f"{REQUESTS}/{place(one.id)}.toml"),
                {file: body_file(file) for file in imported.files},
            )
            for one in imported.requests
        ),
        responses=tuple(
            structs.replace(one, request_id=place(one.request_id)) for one in imported.responses
        ),
        comments={comment(file): lines for file, lines in imported.comments.items()},
        collections=tuple(
            structs.replace(one, folder=place(one.folder)) for one in imported.collections
        ),
        files={body_file(file): data for file, data in imported.files.items()},
    )


def _with_body(request: Request, files: Mapping[str, str]) -> Request:
    body = request.body
    match body:
        case TextBody(_, _, str(file)) if file in files:
            return structs.replace(request, body=structs.replace(body, file=files[file]))
        case FileBody(file) if file in files:
            return structs.replace(request, body=structs.replace(body, file=files[file]))
        case MultipartBody(parts):
            moved = tuple(
                structs.replace(one, file=files.get(one.file or "", one.file)) for one in parts
            )
            return structs.replace(request, body=MultipartBody(moved))
        case _:
            return request


def _folder_file(folder: str) -> str:
    return f"{REQUESTS}/{folder}/folder.toml" if folder else f"{REQUESTS}/folder.toml"
