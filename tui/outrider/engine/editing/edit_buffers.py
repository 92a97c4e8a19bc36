"""Edit buffers: every open request, with its unsaved changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, structs

from outrider.engine.event_bus import EventBus
from outrider.engine.events import BufferChanged, RequestRenamed, UnsavedChanged
from outrider.errors import SourceLocation, UnknownName
from outrider.model.workspace import AuthTable, Request, Variable
from outrider.storage.reading.workspace_discovery import REQUESTS
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.document_updates import open_request, update_request
from outrider.storage.writing.file_operations import FileOperations
from outrider.storage.writing.toml_file import TomlFile

SCRATCH = "*"
"""With this starts the id of a request that has no file: no file can have such a name."""


def is_scratch(request_id: str) -> bool:
    """Whether this is the id of a request without a file."""
    return request_id.startswith(SCRATCH)


class RequestBuffer(Struct, frozen=True):
    """A request in the buffers.

    Attributes:
        saved: as the file says; ``None`` for a scratch request.
        current: as it is being edited, and as it is sent.
        untouched: an empty scratch request as it was made; nobody misses it.
    """

    saved: Request | None
    current: Request
    untouched: Request | None = None

    @property
    def dirty(self) -> bool:
        """Whether it holds changes that are in no file."""
        return self.current not in (self.saved, self.untouched)


class BufferTable(dict[str, RequestBuffer]):
    """What is in the buffers, by id; each change is published."""

    def __init__(self, bus: EventBus) -> None:
        super().__init__()
        self._bus = bus

    def __setitem__(self, name: str, edited: RequestBuffer) -> None:
        before = self.get(name)
        super().__setitem__(name, edited)
        self._publish(name, before, edited)

    def discard(self, name: str) -> None:
        """Takes a request off, if it is there."""
        before = self.pop(name, None)
        if before is not None:
            self._publish(name, before, None)

    def _publish(
        self, name: str, before: RequestBuffer | None, after: RequestBuffer | None
    ) -> None:
        self._bus.publish(BufferChanged(name))
        # A request without a file is listed, whether it was touched or not.
        listed = is_scratch(name) and (before is None) is not (after is None)
        was_dirty, is_dirty = before is not None and before.dirty, after is not None and after.dirty
        if listed or was_dirty is not is_dirty:
            self._bus.publish(UnsavedChanged())


class EditBuffers:
    """The requests that are open, by id, each with its edits and its file.

    Nothing is written but by :meth:`save`, :meth:`save_as` and the methods that say so.

    Attributes:
        bus: what becomes of them is published here.
        edits: the requests with their edits, by id.
        documents: their files, by id.
        filing: for environments and new folders, which have no edits here.
        keep_apart: makes of a request what its file may hold.
    """

    def __init__(self, reader: WorkspaceReader, bus: EventBus) -> None:
        self.set_reader(reader)
        self.bus = bus
        self.keep_apart: Callable[[Request], Request] = _as_it_is
        self.edits = BufferTable(bus)
        self.documents: dict[str, TomlFile] = {}
        self._scratches = 0

    def set_reader(self, reader: WorkspaceReader) -> None:
        """Reads through another reader from now on: the workspace was trusted, say."""
        self._reader = reader
        self.filing = FileOperations(reader.root, trusted=reader.trusted)

    # --- values -------------------------------------------------------------------------------

    def open(self, request_id: str) -> RequestBuffer:
        """A request with its edits; its file is read when it is not in the buffers yet.

        Raises:
            UnknownName: there is none of this name.
            WorkspaceError: its file, or one of a folder above it, is broken or out of reach.
        """
        found = self.edits.get(request_id)
        if found is not None:
            return found
        if is_scratch(request_id):
            raise UnknownName(f'Request "{request_id}" is not open.')
        self.reload(request_id)
        return self.edits[request_id]

    def edit(self, request: Request) -> RequestBuffer:
        """Takes a new value of a request that is in the buffers.

        Raises:
            UnknownName: it is not in the buffers.
        """
        edited = structs.replace(self.open(request.id), current=request)
        self.edits[request.id] = edited
        return edited

    def new(self, request: Request | None = None) -> RequestBuffer:
        """A scratch request: like another one, or empty; it has no file until it is saved."""
        self._scratches += 1
        scratch_id, name = f"{SCRATCH}{self._scratches}", f"Untitled {self._scratches}"
        like = request or Request(id="", name="", file="")
        current = _renamed(structs.replace(like, name=name), scratch_id, "")
        untouched = current if request is None else None
        self.edits[scratch_id] = RequestBuffer(None, current, untouched)
        return self.edits[scratch_id]

    def forget(self, request_id: str) -> None:
        """Takes a request out of the buffers, with its edits."""
        self.edits.discard(request_id)
        self.documents.pop(request_id, None)

    def is_dirty(self, request_id: str) -> bool:
        """Whether a request holds changes that are in no file; an untouched one has none."""
        edited = self.edits.get(request_id)
        return edited is not None and edited.dirty

    @property
    def dirty(self) -> tuple[str, ...]:
        """Ids of all requests with changes that are in no file, in the order of opening."""
        return tuple(name for name, edited in self.edits.items() if edited.dirty)

    @property
    def scratch_requests(self) -> tuple[Request, ...]:
        """The requests without a file."""
        return tuple(edited.current for name, edited in self.edits.items() if is_scratch(name))

    # --- files --------------------------------------------------------------------------------

    def save(self, request_id: str, *, force: bool = False) -> bool:
        """Writes a request's edits into its file, whose comments and layout stay.

        With ``force`` also over what was changed outside. Returns whether it wrote anything.

        Raises:
            SaveError: the file was changed outside since it was read (code
                ``changed_outside``: then force, or :meth:`reload`), it cannot express the change,
                or the system refuses. The edits stay in the buffers.
            DocumentError: with ``force``: what was written outside is no request.
        """
        edited = self.open(request_id)
        if not edited.dirty and not force:
            return False
        document = self.documents[request_id]
        if force and document.changed_on_disk():
            document = self._document(request_id)
        current = self.keep_apart(edited.current)
        update_request(document, current)
        wrote = document.save(force=force)
        self.documents[request_id] = document
        self.edits[request_id] = RequestBuffer(current, current)
        return wrote

    def save_as(self, request_id: str, new_id: str, label: str = "") -> Request:
        """Writes a request into a new file and puts it into the buffers in place of the old one.

        A request that had a file keeps it there, without the edits. It keeps its name, unless it
        is called something else by ``label``.

        Raises:
            SaveError: the name cannot be used or is taken, or the system refuses.
        """
        edited = self.open(request_id)
        name = edited.current.name
        if label or (is_scratch(request_id) and name.startswith("Untitled ")):
            name = label or new_id.rsplit("/", 1)[-1]
        request = _renamed(structs.replace(edited.current, name=name), new_id, _file(new_id))
        self._create(request)
        self.forget(request_id)
        saved = self.open(new_id).current
        self.bus.publish(RequestRenamed(request_id, new_id))
        return saved

    def reload(self, request_id: str) -> Request:
        """Gives up a request's edits and reads its file again.

        Raises:
            UnknownName: the file is gone; the edits stay.
            WorkspaceError: the file is broken; the edits stay.
        """
        # Read as a request first: that tells everything that may be wrong with it.
        request = self._reader.request(request_id).request
        self.documents[request_id] = self._document(request_id)
        self.edits[request_id] = RequestBuffer(request, request)
        return request

    def changed_on_disk(self, request_id: str) -> bool:
        """Whether a request's file is no longer what was read; costs one ``stat`` mostly."""
        document = self.documents.get(request_id)
        return document is not None and document.maybe_changed() and document.changed_on_disk()

    def refresh(self) -> tuple[str, ...]:
        """Reads again what was changed outside; what also holds edits is returned, to choose."""
        conflicts: list[str] = []
        for request_id in [name for name in self.documents if self.changed_on_disk(name)]:
            if self.is_dirty(request_id):
                conflicts.append(request_id)
            else:
                # It comes back, or tells what is wrong with it, when it is opened.
                self.forget(request_id)
        return tuple(conflicts)

    # --- names --------------------------------------------------------------------------------

    def duplicate(self, request_id: str, new_id: str) -> Request:
        """Writes a request as it is in the buffers, with its edits, under another name too.

        Raises:
            SaveError: the name cannot be used or is taken, or the system refuses.
        """
        if is_scratch(request_id) or self.is_dirty(request_id):
            current = self.open(request_id).current
            self._create(_renamed(current, new_id, _file(new_id)))
        else:
            self.filing.duplicate_request(request_id, new_id)
        return self.open(new_id).current

    def rename(self, request_id: str, new_id: str) -> None:
        """Moves a request's file; its edits stay.

        Raises:
            SaveError: the name cannot be used or is taken, or the system refuses.
        """
        self.filing.move_request(request_id, new_id)
        self._follow({request_id: new_id})
        self.bus.publish(RequestRenamed(request_id, new_id))

    def delete(self, request_id: str) -> None:
        """Deletes a request's file, and what is in the buffers of it.

        Raises:
            SaveError: the system refuses.
        """
        if not is_scratch(request_id):
            self.filing.delete_request(request_id)
        self.forget(request_id)
        self.bus.publish(RequestRenamed(request_id, ""))

    def rename_folder(self, folder_id: str, new_id: str) -> None:
        """Moves a folder with all that lies in it; edits stay.

        Raises:
            SaveError: the name cannot be used or is taken, or the system refuses.
        """
        self.filing.move_folder(folder_id, new_id)
        self._follow({name: new_id + name[len(folder_id) :] for name in self._below(folder_id)})
        self.bus.publish(RequestRenamed(folder_id, new_id, is_folder=True))

    def delete_folder(self, folder_id: str) -> None:
        """Deletes a folder with its requests, and what is in the buffers of them.

        Raises:
            SaveError: it holds something else, or the system refuses.
        """
        self.filing.delete_folder(folder_id)
        for name in self._below(folder_id):
            self.forget(name)
        self.bus.publish(RequestRenamed(folder_id, "", is_folder=True))

    def _below(self, folder_id: str) -> tuple[str, ...]:
        return tuple(name for name in self.edits if name.startswith(f"{folder_id}/"))

    def _create(self, request: Request) -> None:
        self.filing.check_new_name(request.file, request.id)
        document = self._document(request.id)
        update_request(document, self.keep_apart(request))
        document.save()

    def _document(self, request_id: str) -> TomlFile:
        return open_request(self._reader.root, request_id, trusted=self._reader.trusted)

    def _follow(self, moved: Mapping[str, str]) -> None:
        """Takes what is in the buffers along to its new names."""
        for old, new in moved.items():
            edited = self.edits.get(old)
            if edited is None or old == new:
                continue
            self.forget(old)
            if edited.dirty:
                saved = self.open(new).saved
                current = _renamed(edited.current, new, _file(new))
                self.edits[new] = RequestBuffer(saved, current)


def _as_it_is(request: Request) -> Request:
    return request


def _file(request_id: str) -> str:
    return f"{REQUESTS}/{request_id}.toml"


def _renamed(request: Request, request_id: str, file: str) -> Request:
    """The same request in another file; a label that only repeats the name follows it."""
    default = request.id.rsplit("/", 1)[-1]
    name = request_id.rsplit("/", 1)[-1] if request.name == default else request.name
    return structs.replace(
        request,
        id=request_id,
        name=name,
        file=file,
        auth=_placed(request.auth, file),
        variables={
            name: Variable(one.value, SourceLocation(file, ("variables", name)))
            for name, one in request.variables.items()
        },
    )


def _placed(auth: AuthTable | None, file: str) -> AuthTable | None:
    if auth is None:
        return None
    places = {key: structs.replace(place, file=file) for key, place in auth.places.items()}
    return AuthTable(auth.table, places, structs.replace(auth.place, file=file))
