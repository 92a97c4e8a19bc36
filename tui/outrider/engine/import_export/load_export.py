"""Requests as a script for a load generator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.import_export.marked_preparation import (
    MarkedPreparation,
    NotScripted,
    WrittenRequest,
)
from outrider.engine.import_export.marked_values import SECRET
from outrider.engine.send.error_masking import shown_error
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.engine.send.sender import Sender
from outrider.errors import OutriderError
from outrider.exporters.load.load_script import (
    LoadScript,
    ScriptMessage,
    ScriptRequest,
    ScriptValue,
)
from outrider.exporters.load.markers import Markers, MarkTier
from outrider.exporters.load.script_conditions import script_captures, script_checks
from outrider.exporters.load.script_text import ScriptText, Slot, SlotKind, slots_of
from outrider.exporters.load.value_names import ScriptValues
from outrider.exporters.masking import MaskingPolicy
from outrider.model.import_result import ImportReport
from outrider.model.secret import MASK
from outrider.model.workspace import RequestWithFolders


class LoadExport:
    """Makes one script.

    Args:
        sender: prepares what it would send.
        snapshot: the files.
        report: takes what the script cannot do.
        tag: digits that no file contains, which mark values.
        reveals: the script has its values unmasked.
    """

    def __init__(
        self,
        sender: Sender,
        snapshot: WorkspaceSnapshot,
        report: ImportReport,
        *,
        tag: str,
        reveals: bool,
    ) -> None:
        self._redactor = sender.redactor
        self._report = report
        self._snapshot = replace(snapshot, masked=not reveals)
        self._markers = Markers(tag)
        self._values = ScriptValues()
        self._masking = MaskingPolicy(sender.redactor, reveals=reveals)
        self._preparation = MarkedPreparation(sender, self._markers, self._values, self._masking)

    async def script(self, title: str, requests: Sequence[RequestWithFolders]) -> LoadScript:
        """The script that sends these requests in order.

        Raises:
            OutriderError: one of them could not be sent.
        """
        captured: dict[str, CapturedValue] = {}
        written: list[WrittenRequest] = []
        scripted: set[str] = set()
        for request in requests:
            snapshot = replace(self._snapshot, captured=dict(captured))
            job = SendJob(snapshot, request)
            found: WrittenRequest | None = None
            try:
                made = await self._preparation.written(job)
                found = self._followed(made, request, scripted)
            except OutriderError as raised:
                raise shown_error(raised, self._redactor, self._snapshot) from None
            except NotScripted as reason:
                self._report.lost(f"The request was not exported: {reason}.", request.request.id)
            if found is not None:
                written.append(found)
                scripted.update(one.name for one in found.request.captures)
            for index, capture in request.request.active_captures:
                captured[capture.name] = CapturedValue(
                    capture.name,
                    self._markers.mark(SlotKind.CAPTURE, capture.name, MarkTier.FULL),
                    capture.secret,
                    request.request.id,
                    snapshot.environment_id,
                    index,
                )
        return self._whole(title, written)

    def _whole(self, title: str, written: Sequence[WrittenRequest]) -> LoadScript:
        requests = tuple(one.request for one in written)
        connection = written[0].connection if written else None
        used = {slot.name for slot in self._slots(requests) if slot.kind is SlotKind.VALUE}
        for name in sorted(self._preparation.opener.used):
            if self._values.find(SECRET, name) not in used:
                self._report.lost(
                    f'Secret "{name}" is not in the script.',
                    why="What it is used for was not exported.",
                )
        environment = self._snapshot.environment
        if connection is not None and connection.client_certificate:
            self._report.lost(
                "The client certificate was not exported: the server may refuse the script.",
                environment.name if environment is not None else "",
            )
        return LoadScript(
            title=title,
            environment=environment.name if environment is not None else "",
            requests=requests,
            values=tuple(self._valued(one) for one in self._values.all if one.name in used),
            tokens=tuple(
                one
                for one in self._preparation.tokens
                if any(r.token == one.name for r in requests)
            ),
            connection=None
            if connection is None
            else replace(connection, proxy=self._masking.url(connection.proxy)),
            keeps_cookies=environment is not None and environment.cookies.keep,
        )

    def _valued(self, value: ScriptValue) -> ScriptValue:
        """The value as it may be in the script."""
        found = next(
            (
                text
                for (origin, name), text in self._preparation.opened.items()
                if self._values.find(origin, name) == value.name
            ),
            None,
        )
        return replace(value, value=found) if self._masking.reveals else value

    def _slots(self, requests: Sequence[ScriptRequest]) -> Iterator[Slot]:
        messages = [one.message for one in requests]
        for token in self._preparation.tokens:
            if any(one.token == token.name for one in requests):
                messages += [one for one in (token.request, token.refresh) if one is not None]
        for message in messages:
            for text in message_texts(message):
                yield from slots_of(text)

    def _followed(
        self, made: WrittenRequest, request: RequestWithFolders, scripted: set[str]
    ) -> WrittenRequest | None:
        """The request with what is done with its response; ``None`` where it is not exported."""
        name = made.request.name
        notes = [*made.request.notes]

        def tell(note: str) -> None:
            notes.append(note)

        slots = [one for text in message_texts(made.request.message) for one in slots_of(text)]
        needs = tuple(dict.fromkeys(one.name for one in slots if one.kind is SlotKind.CAPTURE))
        missing = [one for one in needs if one not in scripted]
        if missing:
            self._report.lost(
                f"The request was not exported: the script does not capture {missing[0]}.", name
            )
            return None
        if any(one.kind is SlotKind.CAPTURE for one in _authority(made.request.message.url)):
            self._report.lost(
                "The request was not exported: a captured value is in the host of its URL.", name
            )
            return None
        captures = script_captures(request.request, tell)
        checks = script_checks(request.request, tell, self._has_credential)
        for note in notes:
            self._report.lost(note, name)
        done = replace(
            made.request, captures=captures, checks=checks, needs=needs, notes=tuple(notes)
        )
        return replace(made, request=done)

    def _has_credential(self, text: str) -> bool:
        return MASK in self._masking.body(text)


def message_texts(message: ScriptMessage) -> Iterator[ScriptText]:
    """Every text of a message."""
    yield message.url
    yield from (text for _, text in message.headers)
    yield from (piece for piece in message.body or () if isinstance(piece, tuple))


def _authority(url: ScriptText) -> Iterator[Slot]:
    """The slots before the path of a URL."""
    before = ""
    for piece in url:
        if isinstance(piece, str):
            before += piece
            if any(one in before.partition("://")[2] for one in "/?#"):
                return
        elif isinstance(piece, Slot):
            yield piece
