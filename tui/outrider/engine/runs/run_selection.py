"""Which requests a run sends: folders and requests by name, in the order of the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from outrider.errors import DocumentError, Fault, Severity, UnknownName, UsageError
from outrider.model.workspace import Collection, Folder, Request, RequestWithFolders
from outrider.storage.files.file_names import no_such_name
from outrider.storage.reading.workspace_discovery import REQUESTS

_SUFFIX = ".toml"
_FOLDER_FILE = "/folder.toml"


class Selection(Struct, frozen=True):
    """What was named.

    Attributes:
        title: what people call it; empty where it is the whole workspace, or several things.
        requests: in the order of the tree, each once.
    """

    title: str
    requests: tuple[RequestWithFolders, ...]


def select_requests(collection: Collection, names: Sequence[str]) -> Selection:
    """The requests of these folders and requests; of the whole workspace where none is named.

    A name is a path below ``requests/``, or its last part or a label where only one has it. Where
    a folder and a request have the same one, ``name/`` is the folder and ``name.toml`` the request;
    without either it is both.

    Raises:
        UnknownName: nothing has one of the names, or several have it.
        UsageError: there is no request in what is named.
        DocumentError: a file of it cannot be read.
    """
    broken = _broken_files(collection)
    wanted = [_find(name, collection, broken) for name in names]
    _require_readable(collection, broken, wanted)
    chosen = [
        request
        for request in collection.requests.values()
        if not wanted or any(_is_in(request.id, one) for one in wanted)
    ]
    if not chosen:
        what = f'Folder "{names[0]}" has' if len(names) == 1 else "What was named has"
        raise UsageError(
            f"{what if names else 'The workspace has'} no requests.", code="no_request"
        )
    return Selection(
        _title(collection, wanted), tuple(_with_folders(collection, one) for one in chosen)
    )


class _Wanted(Struct, frozen=True):
    """A folder, a request, or both, by id; a folder's may be empty."""

    folder: str | None = None
    request: str | None = None


def _is_in(request_id: str, wanted: _Wanted) -> bool:
    if request_id == wanted.request:
        return True
    folder = wanted.folder
    return folder is not None and (not folder or request_id.startswith(f"{folder}/"))


def _find(name: str, collection: Collection, broken: Mapping[str, Fault]) -> _Wanted:
    plain = name.removeprefix("./")
    if plain.rstrip("/") in {"", ".", REQUESTS} or plain == ".":
        return _Wanted(folder="")
    plain = plain.removeprefix(f"{REQUESTS}/")
    folders = {one: collection.folders[one].name for one in collection.folders if one}
    requests = {one.id: one.name for one in collection.requests.values()}
    requests |= {one: one for one in broken if one not in requests}
    if plain.endswith("/"):
        return _Wanted(folder=_one(plain.rstrip("/"), folders, "folder", name))
    if plain.endswith(_SUFFIX) and plain not in requests:
        return _Wanted(request=_one(plain.removesuffix(_SUFFIX), requests, "request", name))
    for known in (plain, name):
        if known in folders or known in requests:
            return _Wanted(
                known if known in folders else None, known if known in requests else None
            )
    found = [
        *(_Wanted(folder=one) for one in _called(name, folders)),
        *(_Wanted(request=one) for one in _called(name, requests)),
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous(name, [one.request or f"{one.folder}/" for one in found])
    raise no_such_name(name, "folder or request", [*requests, *(f"{one}/" for one in folders)])


def _one(plain: str, known: Mapping[str, str], kind: str, name: str) -> str:
    """The id of what a name can only be."""
    if plain in known:
        return plain
    found = list(_called(plain, known))
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous(name, found)
    raise no_such_name(plain, kind, list(known))


def _called(name: str, known: Mapping[str, str]) -> Iterator[str]:
    """The ids whose last part or label this is."""
    return (one for one, label in known.items() if name in {label, one.rsplit("/", 1)[-1]})


def _ambiguous(name: str, found: Sequence[str]) -> UnknownName:
    return UnknownName(
        f'{len(found)} folders and requests have the name "{name}".',
        code="ambiguous_name",
        advice=f"Use its path: {', '.join(found)}.",
    )


def _broken_files(collection: Collection) -> dict[str, Fault]:
    """The first error of each file below ``requests/``, by its id; a folder's ends with a slash."""
    found: dict[str, Fault] = {}
    for fault in collection.faults:
        file = fault.place.file if fault.place is not None else ""
        if fault.severity is not Severity.ERROR or not file.startswith(f"{REQUESTS}/"):
            continue
        plain = file.removeprefix(f"{REQUESTS}/")
        folder = f"/{plain}"
        if folder.endswith(_FOLDER_FILE):
            found.setdefault(folder.removesuffix("folder.toml").lstrip("/") or "/", fault)
        else:
            found.setdefault(plain.removesuffix(_SUFFIX), fault)
    return found


def _require_readable(
    collection: Collection, broken: Mapping[str, Fault], wanted: Sequence[_Wanted]
) -> None:
    """Stops where a file is broken that the run needs.

    Raises:
        DocumentError: with all of them.
    """

    def is_needed(broken_id: str) -> bool:
        if not broken_id.endswith("/"):
            return not wanted or any(_is_in(broken_id, one) for one in wanted)
        above = broken_id.strip("/")
        return any(
            not above or one.startswith(f"{above}/")
            for one in (*collection.requests, *broken)
            if not wanted or any(_is_in(one, it) for it in wanted)
        )

    faults = [fault for broken_id, fault in broken.items() if is_needed(broken_id)]
    if faults:
        raise DocumentError.of(faults)


def _title(collection: Collection, wanted: Sequence[_Wanted]) -> str:
    if len(wanted) != 1:
        return ""
    found = wanted[0]
    if found.folder:
        return collection.folders[found.folder].name
    return collection.requests[found.request].name if found.request else ""


def _with_folders(collection: Collection, request: Request) -> RequestWithFolders:
    """A request with the folders above it, nearest first."""
    steps = request.id.split("/")[:-1]
    ids = ("/".join(steps[:size]) for size in range(len(steps), -1, -1))
    found: tuple[Folder, ...] = tuple(collection.folders[one] for one in ids)
    return RequestWithFolders(request, found)
