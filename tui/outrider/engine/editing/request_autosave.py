"""Autosaves unsaved requests to the state folder, and restores them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from queue import Empty, SimpleQueue

from msgspec import Struct, structs

from outrider.auth.schemes import SCHEMES
from outrider.engine.editing.draft_secrets import (
    request_without_credentials,
    with_filed_credentials,
)
from outrider.engine.editing.edit_buffers import EditBuffers, is_scratch
from outrider.engine.editing.workspace_secrets import SecretsNow
from outrider.engine.events import BufferChanged
from outrider.errors import OutriderError
from outrider.model.auth import FieldKind
from outrider.model.secret import MASK, Secret
from outrider.model.trust import TrustGiven
from outrider.model.workspace import Request
from outrider.redaction import Redactor
from outrider.storage.draft_folder import DraftFolder, RequestDraft
from outrider.storage.writing.document_updates import open_request, parse_request, update_request
from outrider.storage.writing.table_encoding import encode_request

PAUSE = 0.4
"""Seconds of typing that may be lost, and a little more for writing them."""

MAX_COMPARED = 2000
"""Lines of a file that are compared."""

_PATIENCE = 1.0
_AROUND = 2


def unsaved_drafts(buffers: EditBuffers, latest: Request | None = None) -> tuple[RequestDraft, ...]:
    """What would be lost if nothing more were saved; may be called in any thread.

    ``latest`` is a request as it was typed last, where that may not be in the buffers yet.
    """
    found = []
    # The copy is made in one step, while the buffers may change.
    for name, edited in list(buffers.edits.items()):
        if latest is not None and latest.id == name:
            edited = structs.replace(edited, current=latest)  # noqa: PLW2901 - the newer one
        if edited.dirty and not _is_blank(edited.current):
            document = buffers.documents.get(name)
            found.append(RequestDraft(edited.current, document.digest if document else ""))
    return tuple(found)


def _is_blank(request: Request) -> bool:
    """Whether nothing was ever typed into a scratch request."""
    blank = Request(id=request.id, name=request.name, file="")
    return is_scratch(request.id) and request == blank


class RequestAutosaver:
    """Keeps a draft of each request with edits, and removes it once they are saved or given up.

    Drafts are written in a thread, :data:`PAUSE` after a change; there is none before the first.

    Args:
        tell: told once, in the thread, that drafts cannot be kept and why.
        secrets: those that are known by now; none of them gets into a draft.
        named: those that came with variables of a pasted text, by the names of these.
        held: those of the workspace's files; a draft refers to them.
    """

    def __init__(
        self,
        buffers: EditBuffers,
        folder: DraftFolder,
        tell: Callable[[str], None],
        pause: float = PAUSE,
        secrets: Callable[[], Iterable[Secret]] = tuple,
        named: Callable[[], Mapping[str, Secret]] = dict,
        held: SecretsNow = tuple,
    ) -> None:
        self._secrets, self._named, self._held = secrets, named, held
        # One of its own: a signal handler must not wait for what it interrupts.
        self._redactor = Redactor()
        self._buffers = buffers
        self._folder = folder
        self._tell = tell
        self._pause = pause
        # A change may be told anywhere, and putting into this kind of queue never waits.
        self._changes: SimpleQueue[bool] = SimpleQueue()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._kept: dict[str, Request] = {}
        self._told = False
        self._given_up = False
        self._unsubscribe = buffers.bus.subscribe(lambda _: self._wake(), BufferChanged)
        if unsaved_drafts(buffers):
            self._wake()

    @property
    def keeps_any(self) -> bool:
        """Whether a draft is on the disk."""
        return bool(self._kept)

    def keeps(self, request_id: str) -> bool:
        """Whether a draft of a request is on the disk."""
        return request_id in self._kept

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="drafts", daemon=True)
            self._thread.start()
        self._changes.put(True)

    def _run(self) -> None:
        while self._changes.get():
            time.sleep(self._pause)
            with self._writing:
                if not self._emptied():
                    return
                self._mirror()

    def _emptied(self) -> bool:
        """Takes the changes that came meanwhile; whether more can come."""
        try:
            while self._changes.get_nowait():
                pass
        except Empty:
            return True
        return False

    def flush(self, latest: Request | None = None) -> None:
        """Writes what is not written yet, ``latest`` as in :func:`unsaved_drafts`.

        May be called by a signal handler: it touches nothing that what it interrupts may hold, but
        for the lock, which it does not wait for long.
        """
        held = self._writing.acquire(timeout=_PATIENCE)
        try:
            self._mirror(latest)
        finally:
            if held:
                self._writing.release()

    def discard_all(self) -> None:
        """The user wants none of the edits: their drafts are removed, and no more are kept."""
        self._given_up = True
        self.flush()

    def close(self) -> None:
        """Writes what is not written yet, and lets go of what is kept."""
        self._unsubscribe()
        self._changes.put(False)
        self.flush()
        self._folder.close()

    def _mirror(self, latest: Request | None = None) -> None:
        drafts = () if self._given_up else unsaved_drafts(self._buffers, latest)
        for draft in drafts:
            request = draft.request
            before = self._kept.get(request.id)
            if before is request or before == request:
                continue
            self._redactor.register(self._secrets())
            edited = self._buffers.edits.get(request.id)
            saved = edited.saved if edited is not None and not is_scratch(request.id) else None
            try:
                kept = request_without_credentials(
                    draft, saved, self._redactor, self._named(), self._held()
                )
                self._folder.write(kept)
            except OutriderError as error:
                if not self._told:
                    self._told = True
                    self._tell(f"Unsaved changes cannot be backed up. {error.what}")
                return
            self._kept[request.id] = request
        wanted = {draft.request.id for draft in drafts}
        for name in [name for name in self._kept if name not in wanted]:
            self._folder.remove(name)
            del self._kept[name]


class DraftState(StrEnum):
    """What has become of the file that a draft's edits began with."""

    SAME = "file unchanged"
    CHANGED = "file changed on disk; saving will ask"
    GONE = "file missing; recovered as a new request"
    NEW = "it has no file yet"


class DraftComparison(Struct, frozen=True):
    """A draft beside its file.

    Attributes:
        lines: a sign (blank, ``-`` in the file only, ``+`` in the draft only, ``…`` for what is
            left out) and a line of the file; empty where nothing differs.
    """

    state: DraftState
    lines: tuple[tuple[str, str], ...]


def compare_draft(root: Path, draft: RequestDraft, *, trusted: TrustGiven) -> DraftComparison:
    """Says what a draft would change in its file; credentials that are written out are masked."""
    request = draft.request
    if is_scratch(request.id):
        return _compared(DraftState.NEW, "", _written(request), request)
    try:
        document = open_request(root, request.id, trusted=trusted)
        before, digest = document.text, document.digest
        saved = parse_request(document, request.id)
    except OutriderError:
        digest = ""
    if not digest:
        return _compared(DraftState.GONE, "", _written(request), request)
    state = DraftState.SAME if digest == draft.digest else DraftState.CHANGED
    request = with_filed_credentials(draft, saved)
    if saved == request:
        return DraftComparison(state, ())
    try:
        update_request(document, request)
        after = document.text
    except OutriderError:
        before, after = _written(saved), _written(request)
    return _compared(state, before, after, saved, request)


def restore_draft(buffers: EditBuffers, draft: RequestDraft) -> str:
    """Puts a draft into the buffers, as the edits that it was, and returns its id there.

    Where the request's file cannot be read any more, or the buffers hold other edits of it, the
    draft becomes a request without a file: neither loses anything.
    """
    request = draft.request
    if not is_scratch(request.id) and not buffers.is_dirty(request.id):
        try:
            saved = buffers.open(request.id).saved
        except OutriderError:
            pass
        else:
            request = with_filed_credentials(draft, saved)
            buffers.documents[request.id].set_base_digest(draft.digest)
            return buffers.edit(request).current.id
    scratch = buffers.new(request).current
    return buffers.edit(structs.replace(scratch, name=request.name)).current.id


def rendered_file(root: Path, request: Request, *, trusted: TrustGiven) -> str:
    """What a request's file would hold after saving, comments included where there are any."""
    try:
        if not is_scratch(request.id):
            document = open_request(root, request.id, trusted=trusted)
            update_request(document, request)
            return document.text
    except OutriderError:
        pass
    return _written(request)


def _written(request: Request) -> str:
    """A request as a new file would say it, be it right or not."""
    import tomlkit

    return tomlkit.dumps(encode_request(request))


def _compared(state: DraftState, old: str, new: str, *requests: Request) -> DraftComparison:
    secrets = {text for one in requests for text in _credentials(one)}
    return masked_comparison(state, old, new, secrets)


def masked_comparison(
    state: DraftState, old: str, new: str, secrets: Collection[str]
) -> DraftComparison:
    """Two texts beside each other, with secrets masked in both."""
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > MAX_COMPARED:
        return DraftComparison(state, (("…", "It is too long to be compared here."),))
    redactor = Redactor()
    redactor.register(secrets)
    hidden = sorted(filter(None, secrets), key=len, reverse=True)
    return DraftComparison(
        state,
        tuple(
            (sign, _masked(redactor.mask_text(line), hidden))
            for sign, line in _difference(before, after)
        ),
    )


def _difference(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number:
            yield "…", ""
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                yield from ((" ", line) for line in before[old_from:old_to])
                continue
            yield from (("-", line) for line in before[old_from:old_to])
            yield from (("+", line) for line in after[new_from:new_to])


def _credentials(request: Request) -> Iterator[str]:
    """What is written out in a request's ``[auth]`` although it is secret."""
    table = request.auth.table if request.auth else {}
    for scheme in SCHEMES:
        for field in scheme.fields(table):
            value = table.get(field.name)
            if field.kind is FieldKind.SECRET and isinstance(value, str) and "{{" not in value:
                yield value


def _masked(line: str, hidden: list[str]) -> str:
    # Short ones too: these are the very lines that they are written in.
    for text in hidden:
        line = line.replace(text, MASK)
    return line
