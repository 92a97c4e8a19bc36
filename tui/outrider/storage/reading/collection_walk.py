"""The tree of folders and requests, in the order in which people see it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from types import MappingProxyType

from msgspec import Struct, field

from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.workspace import Collection, Folder, Request
from outrider.storage.files.file_names import FOLDER_FILE, OVERLAY_SUFFIX, duplicate_name_faults
from outrider.storage.files.workspace_files import WorkspaceFiles
from outrider.storage.reading import file_schemas, table_decoding
from outrider.storage.reading.document_loading import LoadedFile, locate_findings
from outrider.storage.reading.load_cache import LoadCache
from outrider.storage.reading.workspace_discovery import REQUESTS, folder_file
from outrider.toml_text.schema import Check, Finding


def sort_children(order: Sequence[str], names: Iterable[str]) -> list[str]:
    """Names of a folder's children: those in ``order`` first, then the rest by name."""
    rest = sorted(set(names), key=lambda name: (name.casefold(), name))
    first = [name for name in dict.fromkeys(order) if name in rest]
    return first + [name for name in rest if name not in set(first)]


class _CollectionWalk(Struct):
    """What has been read so far.

    Attributes:
        outline: a request's file is not opened once one is found that is sound.
    """

    files: WorkspaceFiles
    load: Callable[[str, Check], LoadedFile]
    remembered: LoadCache
    outline: bool = False
    folders: dict[str, Folder] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def folder(self, folder_id: str) -> None:
        path = f"{REQUESTS}/{folder_id}".rstrip("/")
        if self.files.is_too_deep(path):
            what = f"{path} is a link into itself or too deep: its contents are ignored."
            self.faults.append(
                Fault("too_deep", what, SourceLocation(path), severity=Severity.WARNING)
            )
            return
        listing = self.files.listing(path)
        self.faults.extend(listing.faults)
        loaded = self.load(folder_file(folder_id), file_schemas.FOLDER)
        self.faults.extend(loaded.faults)
        data = loaded.data if loaded.is_valid else {}
        here = table_decoding.decode_folder(
            data, folder_id, loaded.file, exists=loaded.exists, text=loaded.text
        )
        self.folders[folder_id] = here
        requests = {name for name in listing.documents if name != FOLDER_FILE}
        names = requests.union(listing.folders)
        self._check_order(here, loaded, names)
        prefix = f"{folder_id}/" if folder_id else ""
        for name in sort_children(here.order, names):
            if name in listing.folders:
                self.folder(f"{prefix}{name}")
            if name in requests:
                self._request(f"{prefix}{name}")

    def _request(self, request_id: str) -> None:
        file = f"{REQUESTS}/{request_id}.toml"
        self.seen.append(request_id)
        if self.outline and self.requests:
            name = request_id.rpartition("/")[2]
            self.requests[request_id] = Request(request_id, name, file, method="")
            return
        loaded = self.load(file, file_schemas.REQUEST)
        self.faults.extend(loaded.faults)
        if loaded.is_valid and loaded.exists:
            self.requests[request_id] = self.remembered.request(loaded, request_id)

    def _check_order(self, folder: Folder, loaded: LoadedFile, names: set[str]) -> None:
        findings = [
            Finding(
                ("order", index),
                f'"order" lists "{name}", which does not exist in this folder.',
                "unknown_name",
                severity=Severity.WARNING,
            )
            for index, name in enumerate(folder.order)
            if name not in names
        ]
        if findings:
            self.faults.extend(locate_findings(findings, loaded.file, loaded.text))


def read_collection(
    files: WorkspaceFiles, load: Callable[[str, Check], LoadedFile], remembered: LoadCache
) -> Collection:
    """Every folder and request below ``requests/``, with the faults of all of them."""
    walk = _walk(files, load, remembered)
    walk.faults.extend(duplicate_name_faults(walk.seen, REQUESTS))
    walk.faults.extend(_same_labels(walk.requests.values()))
    return Collection(
        MappingProxyType(walk.folders), MappingProxyType(walk.requests), tuple(walk.faults)
    )


def read_outline(
    files: WorkspaceFiles, load: Callable[[str, Check], LoadedFile], remembered: LoadCache
) -> Collection:
    """The same tree by the names of its files: every folder, and the first sound request.

    All further requests have the name of their file and an empty method.
    """
    walk = _walk(files, load, remembered, outline=True)
    return Collection(
        MappingProxyType(walk.folders), MappingProxyType(walk.requests), tuple(walk.faults)
    )


def _walk(
    files: WorkspaceFiles,
    load: Callable[[str, Check], LoadedFile],
    remembered: LoadCache,
    *,
    outline: bool = False,
) -> _CollectionWalk:
    def again(file: str, check: Check) -> LoadedFile:
        return remembered.load(os.fspath(files.root / file), file, lambda: load(file, check))

    walk = _CollectionWalk(files, again, remembered, outline)
    walk.folder("")
    return walk


def _same_labels(requests: Iterable[Request]) -> list[Fault]:
    """A warning for each label that several requests were given on purpose."""
    labels: dict[str, list[str]] = {}
    for request in requests:
        if request.name != request.id.rsplit("/", 1)[-1]:
            labels.setdefault(request.name, []).append(request.file)
    return [
        Fault(
            "same_label",
            f'{" and ".join(files)} have the same name: "{label}".',
            SourceLocation(files[0], ("name",)),
            why="On the command line, use their paths instead.",
            advice="Give them different labels, or use their paths.",
            severity=Severity.WARNING,
        )
        for label, files in labels.items()
        if len(files) > 1
    ]


def overlay_faults(files: WorkspaceFiles, directory: str) -> list[Fault]:
    """A warning for each overlay that has nothing to lie over."""
    listing = files.listing(directory)
    return [
        *listing.faults,
        *(
            Fault(
                "orphan_overlay",
                f"{directory}/{name}.toml has no environment "
                f"{name.removesuffix(OVERLAY_SUFFIX)}.toml.",
                SourceLocation(f"{directory}/{name}.toml"),
                advice=f"Rename it, or create {name.removesuffix(OVERLAY_SUFFIX)}.toml.",
                severity=Severity.WARNING,
            )
            for name in listing.documents
            if name.endswith(OVERLAY_SUFFIX)
            and name.removesuffix(OVERLAY_SUFFIX) not in listing.documents
        ),
    ]
