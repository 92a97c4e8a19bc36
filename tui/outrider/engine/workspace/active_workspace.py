"""The workspace as the screen uses it: files read once, and the active environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct, structs

from outrider.engine.cookies.environment_jars import EnvironmentJars
from outrider.engine.event_bus import EventBus
from outrider.engine.events import EnvironmentActivated, WorkspaceReloaded
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.workspace.capturing_requests import CapturingRequests
from outrider.engine.workspace.open_workspace import (
    OpenWorkspace,
    open_workspace,
    trust_file,
)
from outrider.engine.workspace.session_values import SessionValues
from outrider.engine.workspace.user_keyring import UserKeyring
from outrider.errors import OutriderError
from outrider.model.trust import as_trust
from outrider.model.workspace import Collection, Environment, Folder, Request, RequestWithFolders
from outrider.storage.reading.collection_walk import sort_children
from outrider.storage.reading.load_cache import LoadCache
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.trust_store import TrustStore

SMALL = 40
"""Files that are read before anybody could notice: one takes about half a millisecond."""


class TreeEntry(Struct, frozen=True):
    """A folder or a request, where the tree has it.

    Attributes:
        depth: 0 for what lies in ``requests/`` itself.
        request: ``None`` for a folder, and for a request whose file is broken.
        problem: why the file cannot be used; empty where it can.
    """

    id: str
    name: str
    depth: int
    request: Request | None = None
    is_folder: bool = False
    problem: str = ""


class EnvironmentEntry(Struct, frozen=True):
    """An environment, or why there is none under this id."""

    id: str
    environment: Environment | None
    problem: str = ""


class ActiveWorkspace:
    """What the screen works on.

    Attributes:
        root: the workspace's real path.
        active: id of the active environment; empty for none.
        bus: what becomes of the workspace is published here.
        session_values: values of variables that are in no file.
        cookie_jars: the cookies of each environment that keeps them.
        capturing: knows which requests capture which variables.
        keyring: the system's, for secrets that are kept there.
    """

    def __init__(self, directory: str | None, process: Mapping[str, str]) -> None:
        """Opens the workspace of a folder.

        Raises:
            UsageError: there is none.
            WorkspaceError: ``outrider.toml`` is broken.
        """
        self._process = process
        self._remembered = LoadCache()
        self.keyring = UserKeyring(process)
        self.active = ""
        self.bus = EventBus()
        self.session_values = SessionValues()
        self.capturing = CapturingRequests(lambda: self.collection)
        self.session: OpenWorkspace = open_workspace(directory, process)
        self.root: Path = self.session.root
        self.cookie_jars = EnvironmentJars(self.root, process)
        self._read()

    @property
    def reader(self) -> WorkspaceReader:
        """Reads the files."""
        return self.session.reader

    @property
    def name(self) -> str:
        """The workspace's name."""
        return self._settings.name

    @property
    def process_names(self) -> frozenset[str]:
        """The names of the process's variables; their values are secrets."""
        return frozenset(self._process)

    def reload(self, *, active: str | None = None, is_read: bool = False) -> None:
        """Reads everything anew; what cannot be read keeps its place with its problem.

        Args:
            active: the environment that is active from then on; the same without it.
            is_read: :meth:`read_again` was called already, in a thread.

        Raises:
            WorkspaceError: ``outrider.toml`` is broken; what was read before stays.
        """
        if not is_read:
            self.read_again(active=active)
        self.bus.publish(WorkspaceReloaded())

    def read_again(self, *, active: str | None = None) -> None:
        """As :meth:`reload`, in any thread: nobody is told."""
        before = self.session, self.active
        self.session = open_workspace(str(self.root), self._process)
        if before[0].trust != self.session.trust:
            self._remembered.clear()
        self.active = self.active if active is None else active
        try:
            self._read()
        except OutriderError:
            self.session, self.active = before
            raise

    def _read(self) -> None:
        self._settings = self.reader.settings()
        self._known: tuple[EnvironmentEntry, ...] | None = None
        self._collection: Collection | None = None
        self._outline: Collection | None = None
        if self.active not in self.reader.environment_ids():
            self.active = ""

    @cached_property
    def is_small(self) -> bool:
        """Whether reading all of it takes no time that a user could notice."""
        return len(self.reader.environment_ids()) + len(self.reader.request_ids()) <= SMALL

    def load(self) -> None:
        """Reads what was not asked for yet, so that asking for it costs nothing."""
        session = self.session
        self._known = self.environments
        collection = self._collection or self.reader.collection(self._remembered)
        # Meanwhile all may have been read anew.
        if self.session is session:
            self._collection = collection

    def load_outline(self) -> None:
        """Reads what a first look needs: environments, folders, and the names of requests."""
        self._known = self.environments
        self._outline = self.reader.outline(self._remembered)

    def _entries(self) -> Iterator[EnvironmentEntry]:
        for name in self.reader.environment_ids():
            try:
                yield EnvironmentEntry(name, self.reader.environment(name))
            except OutriderError as error:
                yield EnvironmentEntry(name, None, error.what)

    @property
    def environments(self) -> tuple[EnvironmentEntry, ...]:
        """All environments; read when first asked for.

        First those that ``outrider.toml`` lists, in its order, then the others by id, of which the
        protected ones come last.
        """
        if self._known is None:
            listed = {name: at for at, name in enumerate(self._settings.environments)}

            def place(entry: EnvironmentEntry) -> tuple[int, bool]:
                # Protected ones come last: the way there should be the longest.
                at = listed.get(entry.id, len(listed))
                return at, at == len(listed) and _is_protected(entry)

            self._known = tuple(sorted(self._entries(), key=place))
        return self._known

    @property
    def environment(self) -> Environment | None:
        """The active environment; ``None`` without one, or when its file is broken."""
        found = (entry.environment for entry in self.environments if entry.id == self.active)
        return next(found, None)

    def activate_initial(self, asked: str | None) -> None:
        """Activates the environment asked for, else the default, else the first.

        Raises:
            UnknownName: the one asked for does not exist.
        """
        name = asked or self._process.get("OUTRIDER_ENV") or self._settings.default_environment
        if name and name in self.reader.environment_ids():
            self.active = name
        elif asked:
            self.reader.environment(asked)
        elif self.environments:
            self.active = self.environments[0].id

    def activate(self, environment_id: str) -> None:
        """Makes an environment the active one; what is under way keeps its own."""
        self.active = environment_id
        self.bus.publish(EnvironmentActivated(environment_id))

    @property
    def collection(self) -> Collection:
        """Folders and requests, read when they are first asked for."""
        if self._collection is None:
            self._collection = self.reader.collection(self._remembered)
        return self._collection

    def tree(self) -> tuple[TreeEntry, ...]:
        """Folders and requests in the order in which the tree shows them.

        Until all is read, requests have the names of their files, and no method.
        """
        collection = self._collection or self._outline or self.collection
        children: dict[str, list[str]] = {}
        for name in (*collection.folders, *self.reader.request_ids()):
            if name:
                children.setdefault(_parent(name), []).append(name.rsplit("/", 1)[-1])
        problems = {
            fault.place.file: fault.what
            for fault in collection.faults
            if fault.place is not None and fault.severity.value == "error"
        }
        return tuple(_tree(collection, children, problems, "", 0))

    def with_folders(self, request: Request) -> RequestWithFolders:
        """A request as it is edited, with its folders as their files are now.

        Raises:
            WorkspaceError: a folder's file is broken.
        """
        if request.file:
            folders = self.reader.request(request.id).folders
        else:
            folders = self.folders_above(request.id)
        return RequestWithFolders(request, folders)

    def folders_above(self, request_id: str) -> tuple[Folder, ...]:
        """The folders of a request that may have no file yet, nearest first."""
        found = []
        folder = _parent(request_id)
        while True:
            if folder in self.collection.folders:
                found.append(self.collection.folders[folder])
            if not folder:
                return tuple(found)
            folder = _parent(folder)

    def cached_snapshot(self) -> WorkspaceSnapshot:
        """The files as they were last read: for what is shown, not for what is sent."""
        return WorkspaceSnapshot(
            root=self.root,
            settings=self._settings,
            environment=self.environment,
            trust=self.session.trust,
            overrides=self.session_values.of(self.active),
            captured=self.session_values.captured(self.active),
            captured_by=self.capturing.capturing,
            capturable=self.capturing.names,
        )

    @property
    def trust_store(self) -> TrustStore:
        """Where it is remembered what the user has agreed to."""
        return TrustStore(trust_file(self._process))

    def trust_changed(self) -> None:
        """Looks again what the user has agreed to; no file of the workspace is read."""
        self.session = open_workspace(str(self.root), self._process)
        self._remembered.clear()

    def snapshot(self, environment_id: str | None = None) -> WorkspaceSnapshot:
        """Everything that a send needs, as the files are now.

        Args:
            environment_id: the environment; the active one without it.

        Raises:
            WorkspaceError: the environment's file, or ``outrider.toml``, is broken.
        """
        name = self.active if environment_id is None else environment_id
        environment = self.reader.environment(name) if name else None
        values = self.session_values
        snapshot = self.session.snapshot(environment, values.of(name))
        return structs.replace(
            snapshot,
            captured=values.captured(name),
            captured_by=self.capturing.capturing,
            cookies=self.cookie_jars.of(environment),
        )

    def is_tracked(self, file: str) -> bool:
        """Whether git has a file of the workspace, or would take it along."""
        from outrider.storage.writing.git_ignore import tracked_files

        trusted = as_trust(self.reader.trusted).known
        return file in tracked_files(self.root, (file,), trusted, self._process)


def _is_protected(entry: EnvironmentEntry) -> bool:
    return entry.environment is not None and entry.environment.protected


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _tree(
    collection: Collection,
    children: Mapping[str, list[str]],
    problems: Mapping[str, str],
    folder_id: str,
    depth: int,
) -> Iterator[TreeEntry]:
    folder = collection.folders.get(folder_id)
    order = folder.order if folder else ()
    for name in sort_children(order, children.get(folder_id, ())):
        full = f"{folder_id}/{name}" if folder_id else name
        if full in collection.folders:
            here = collection.folders[full]
            yield TreeEntry(
                full, here.name, depth, is_folder=True, problem=problems.get(here.file, "")
            )
            yield from _tree(collection, children, problems, full, depth + 1)
        file = f"requests/{full}.toml"
        request = collection.requests.get(full)
        if request is not None or file in problems:
            label = request.name if request else name
            yield TreeEntry(full, label, depth, request, problem=problems.get(file, ""))
