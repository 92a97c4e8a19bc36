"""Reading a workspace: each question opens only the files that its answer needs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from outrider.errors import (
    Fault,
    OutriderError,
    Severity,
    SourceLocation,
    UnknownName,
    WorkspaceError,
)
from outrider.model.trust import TrustGiven
from outrider.model.workspace import (
    Collection,
    Environment,
    Folder,
    RequestWithFolders,
    WorkspaceSettings,
)
from outrider.storage.files.file_names import (
    FOLDER_FILE,
    OVERLAY_SUFFIX,
    check_name,
    duplicate_name_faults,
    file_name_problem,
    no_such_name,
)
from outrider.storage.files.workspace_files import (
    FileTooLarge,
    NotARegularFile,
    WorkspaceFiles,
    read_regular,
)
from outrider.storage.reading import file_schemas, table_decoding
from outrider.storage.reading.auth_schema import AuthKeys
from outrider.storage.reading.document_loading import LoadedFile, load_file
from outrider.storage.reading.environment_layers import (
    EnvironmentLayers,
    SoundEnvironment,
    raise_failures,
)
from outrider.storage.reading.environment_schema import SecretForms, environment_schema
from outrider.storage.reading.workspace_discovery import ENVIRONMENTS, MARKER, REQUESTS, folder_file
from outrider.toml_text.schema import Check

if TYPE_CHECKING:
    from outrider.storage.reading.load_cache import LoadCache


class WorkspaceReader:
    """The files of one workspace as values.

    Args:
        root: the workspace's folder.
        trusted: which files outside of it may be read.
        auth_keys: see :data:`~outrider.storage.reading.auth_schema.AuthKeys`; ``None`` checks
            no such key.
        secret_forms: see :data:`~outrider.storage.reading.environment_schema.SecretForms`; ``None``
            lets secrets be written in any form.
        remembered: files that need not be read again, for :meth:`collection`.
    """

    def __init__(
        self,
        root: Path,
        *,
        trusted: TrustGiven,
        auth_keys: AuthKeys | None = None,
        secret_forms: SecretForms | None = None,
        remembered: LoadCache | None = None,
    ) -> None:
        self.root = root
        self.trusted = trusted
        self._files = WorkspaceFiles(root, trusted=trusted)
        self._auth_keys = auth_keys
        self._secret_forms = secret_forms or {}
        self._environment = environment_schema(self._secret_forms)
        self._remembered = remembered
        self._faults: dict[Fault, None] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Errors and warnings of the files read so far."""
        return tuple(self._faults)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """Warnings of the files read so far."""
        return tuple(fault for fault in self._faults if fault.severity is Severity.WARNING)

    def settings(self) -> WorkspaceSettings:
        """What ``outrider.toml`` says; its absence is as good as an empty one.

        Raises:
            DocumentError: the file is broken.
            TrustRequiredError: it lies outside an untrusted workspace.
        """
        loaded = self._load(MARKER, file_schemas.SETTINGS)
        if loaded.failure:
            raise loaded.failure
        return table_decoding.decode_settings(
            loaded.data, MARKER, self.root.resolve().name or "workspace"
        )

    def environment_ids(self) -> tuple[str, ...]:
        """Names of all environments, sorted; no file is opened."""
        return tuple(
            sorted(
                name
                for name in _names_below(self._files, ENVIRONMENTS)
                if not name.endswith(OVERLAY_SUFFIX)
            )
        )

    def environment(self, environment_id: str) -> Environment:
        """An environment with its overlay.

        Raises:
            UnknownName: there is none of this name; the known ones are listed.
            DocumentError: its file or its overlay is broken, or others can read the overlay.
            TrustRequiredError: one of them lies outside an untrusted workspace.
        """
        layers = self._environment_layers(environment_id)
        self._keep(layers.together)
        return layers.whole()

    def sound_environment(self, environment_id: str) -> SoundEnvironment:
        """An environment without what is wrong in its files, which is told in ``faults``.

        Raises:
            UnknownName: there is none of this name; the known ones are listed.
        """
        sound, faults = self._environment_layers(environment_id).sound()
        self._keep(faults)
        return sound

    def environment_texts(self, environment_id: str) -> tuple[str, ...]:
        """What the files of an environment say, broken or not, as far as they can be opened."""
        texts = []
        for suffix in ("", OVERLAY_SUFFIX):
            file = f"{ENVIRONMENTS}/{environment_id}{suffix}.toml"
            with suppress(OSError, NotARegularFile, FileTooLarge, OutriderError):
                path = self._files.checked_path(file)
                texts.append(read_regular(path)[0].decode("utf-8", "replace"))
        return tuple(texts)

    def request_ids(self) -> tuple[str, ...]:
        """Names of all requests, sorted; no file is opened."""
        return tuple(
            sorted(name for name in _names_below(self._files, REQUESTS) if _is_request(name))
        )

    def request(self, request_id: str) -> RequestWithFolders:
        """A request with the folders above it; only their files are read.

        Raises:
            UnknownName: there is none of this name; the known ones are listed.
            DocumentError: its file, or the ``folder.toml`` of a folder above, is broken.
            TrustRequiredError: one of them lies outside an untrusted workspace.
        """
        check_name(request_id, "a request")
        file = f"{REQUESTS}/{request_id}.toml"
        loaded = self._load(file, file_schemas.REQUEST) if _is_request(request_id) else None
        if loaded is None or not loaded.exists:
            raise no_such_name(request_id, "request", self.request_ids())
        ids = _folders_above(request_id)
        above = [self._load(folder_file(one), file_schemas.FOLDER) for one in ids]
        raise_failures((loaded, *above))
        return RequestWithFolders(
            table_decoding.decode_request(loaded.data, request_id, file, text=loaded.text),
            _folders(ids, above),
        )

    def folders_above(self, request_id: str) -> tuple[Folder, ...]:
        """The folders above a request, which may have no file, nearest first.

        Raises:
            DocumentError: one of their files is broken.
            TrustRequiredError: one of them lies outside an untrusted workspace.
        """
        ids = _folders_above(request_id)
        above = [self._load(folder_file(one), file_schemas.FOLDER) for one in ids]
        raise_failures(above)
        return _folders(ids, above)

    def find_request(self, name: str) -> RequestWithFolders:
        """A request by its path, else by the last part of one or a label that only it has.

        The path of its file counts as well, so that a shell's completion can be used.

        Raises:
            UnknownName: nothing has this name, or several requests have it.
            DocumentError: as :meth:`export_request`.
        """
        plain = name.removeprefix("./").removeprefix(f"{REQUESTS}/").removesuffix(".toml")
        for candidate in (name, plain):
            if not file_name_problem(candidate) and self._has_request(candidate):
                return self.request(candidate)
        known = self.request_ids()
        called = tuple(self._called(name, plain, known))
        if len(called) == 1:
            return self.request(called[0])
        if called:
            raise UnknownName(
                f'{len(called)} requests have the name "{name}".',
                code="ambiguous_name",
                advice=f"Use its path: {', '.join(called)}.",
            )
        raise no_such_name(name, "request", known)

    def collection(self, remembered: LoadCache | None = None) -> Collection:
        """Every folder and request; what is broken is left out and told in ``faults``.

        Args:
            remembered: files that were read before and need not be read again.
        """
        from outrider.storage.reading.collection_walk import overlay_faults, read_collection
        from outrider.storage.reading.load_cache import LoadCache

        twins = duplicate_name_faults(self.environment_ids(), ENVIRONMENTS)
        orphans = overlay_faults(self._files, ENVIRONMENTS)
        remembered = remembered or self._remembered or LoadCache()
        collection = read_collection(self._files, self._load, remembered)
        faults = tuple(dict.fromkeys((*twins, *orphans, *collection.faults)))
        self._keep(faults)
        return structs.replace(collection, faults=faults)

    def outline(self, remembered: LoadCache) -> Collection:
        """The same tree by the names of its files, of which few are opened; for a first look."""
        from outrider.storage.reading.collection_walk import read_outline

        return read_outline(self._files, self._load, remembered)

    def with_line(self, place: SourceLocation) -> SourceLocation:
        """The same place with its line, as far as it can be found.

        A place in an environment is looked for in its overlay first.
        """
        if place.line is not None or not place.file or not place.key:
            return place
        from outrider.toml_text.source_map import map_source

        for file in _layers(place.file):
            layout = map_source(self._text(file))
            line = layout.line_of(place.key)
            if line is None and file == place.file:
                line = layout.nearest_line(place.key)
            if line is not None:
                return structs.replace(place, file=file, line=line)
        return place

    def _has_request(self, name: str) -> bool:
        return _is_request(name) and os.path.lexists(self._files.path(f"{REQUESTS}/{name}.toml"))

    def _load(self, file: str, check: Check) -> LoadedFile:
        # The auths of an environment are checked when its overlay is applied.
        auth_keys = None if check is self._environment else self._auth_keys
        loaded = load_file(self._files, file, check, auth_keys)
        self._keep(loaded.faults)
        return loaded

    def _environment_layers(self, environment_id: str) -> EnvironmentLayers:
        check_name(environment_id, "an environment")
        base = self._load(f"{ENVIRONMENTS}/{environment_id}.toml", self._environment)
        if not base.exists or environment_id.endswith(OVERLAY_SUFFIX):
            raise no_such_name(environment_id, "environment", self.environment_ids())
        over = f"{ENVIRONMENTS}/{environment_id}{OVERLAY_SUFFIX}.toml"
        overlay = self._load(over, self._environment)
        return EnvironmentLayers(environment_id, base, overlay, self._auth_keys, self._secret_forms)

    def _text(self, file: str) -> str:
        """What is written in a file; nothing where it cannot be read."""
        with suppress(WorkspaceError):
            source = self._files.read(file)
            return source.text if source else ""
        return ""

    def _keep(self, faults: Sequence[Fault]) -> None:
        self._faults.update(dict.fromkeys(faults))

    def _called(self, label: str, plain: str, known: Sequence[str]) -> Iterator[str]:
        """The requests whose last part is ``plain``, or whose label is this."""
        for request_id in known:
            if request_id.rsplit("/", 1)[-1] == plain:
                yield request_id
                continue
            file = f"{REQUESTS}/{request_id}.toml"
            text = self._text(file)
            # Parsing is most of the cost; an escape may hide the label from a search.
            if not (label in text or "\\" in text):
                continue
            loaded = load_file(self._files, file, file_schemas.REQUEST, None)
            if loaded.is_valid and loaded.data.get("name") == label:
                yield request_id


def _names_below(files: WorkspaceFiles, top: str, below: str = "") -> Iterator[str]:
    """The documents below a folder, each with its path in it; none of them is opened."""
    folder = f"{top}/{below}".rstrip("/")
    if files.is_too_deep(folder):
        return
    listing = files.listing(folder)
    prefix = f"{below}/" if below else ""
    yield from (f"{prefix}{name}" for name in listing.documents)
    for name in listing.folders:
        yield from _names_below(files, top, f"{prefix}{name}")


def _is_request(name: str) -> bool:
    return name.rsplit("/", 1)[-1] != FOLDER_FILE


def _folders(ids: Sequence[str], loaded: Sequence[LoadedFile]) -> tuple[Folder, ...]:
    return tuple(
        table_decoding.decode_folder(
            one.data, folder_id, one.file, exists=one.exists, text=one.text
        )
        for folder_id, one in zip(ids, loaded, strict=True)
    )


def _folders_above(request_id: str) -> list[str]:
    """Names of the folders above, nearest first; the last is ``requests/`` itself."""
    steps = request_id.split("/")[:-1]
    return ["/".join(steps[:size]) for size in range(len(steps), -1, -1)]


def _layers(file: str) -> tuple[str, ...]:
    """The files in which a key of this one may be written, strongest first."""
    if file.startswith(f"{ENVIRONMENTS}/") and not file.endswith(f"{OVERLAY_SUFFIX}.toml"):
        return (f"{file.removesuffix('.toml')}{OVERLAY_SUFFIX}.toml", file)
    return (file,)
