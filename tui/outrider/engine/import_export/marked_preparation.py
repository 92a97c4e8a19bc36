"""Requests as a script has them: prepared with marks, which become slots of their texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.import_export.marked_values import (
    PROCESS,
    SECRET,
    MarkedSecrets,
    marked_dynamic,
)
from outrider.engine.import_export.scripted_tokens import (
    TokenWriter,
    is_bound,
    why_not_scripted,
)
from outrider.engine.send.literal_secrets import literal_secrets
from outrider.engine.send.prepared_send import PreparedSend, require_sendable
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.engine.send.send_preparation import Preparer
from outrider.engine.send.sender import Sender
from outrider.errors import OutriderError, TrustRequiredError
from outrider.exporters.load.load_script import ScriptRequest, ScriptToken
from outrider.exporters.load.markers import Markers, MarkTier
from outrider.exporters.load.script_messages import MessageWriter
from outrider.exporters.load.script_text import SlotKind
from outrider.exporters.load.value_names import ScriptValues
from outrider.exporters.masking import MaskingPolicy
from outrider.model.connection import ConnectionSettings
from outrider.model.secret import Secret, reveal

_SIGNED = {"aws_sigv4": "The signature of AWS", "digest": "Digest authentication"}


class NotScripted(Exception):
    """A request that no script can send; the message says why, as a clause."""


class WrittenRequest(Struct, frozen=True):
    """A request, and how its server is reached."""

    request: ScriptRequest
    connection: ConnectionSettings


class MarkedPreparation:
    """Prepares requests with marks in place of secrets, captured values and tokens.

    Args:
        sender: prepares what it would send.
        markers: whose marks they are.
        values: gets each value that a script reads.
        masking: of what is written out in the files.

    Attributes:
        opener: gives the marks for secrets.
        tokens: that the requests need.
        opened: values that the script may have, by their kind and name.
    """

    def __init__(
        self, sender: Sender, markers: Markers, values: ScriptValues, masking: MaskingPolicy
    ) -> None:
        self.opener = MarkedSecrets(markers, values, sender.redactor)
        self.tokens: list[ScriptToken] = []
        self.opened: dict[tuple[str, str], str] = {}
        self._sender = sender
        self._markers = markers
        self._values = values
        self._reveals = masking.reveals
        self._writer = MessageWriter(markers, values, masking)
        self._writer_of_tokens = TokenWriter(markers, self._writer)
        real = sender.preparer
        self._preparer = Preparer(
            self.opener,
            dynamic=lambda: marked_dynamic(markers, self.opener, real.dynamic()),
            trial=real.trial,
        )

    async def written(self, job: SendJob) -> WrittenRequest:
        """The request, with marks that suit it; with values of its own where none do.

        Raises:
            OutriderError: it could not be sent.
            NotScripted: a script cannot send it.
        """
        self._sender.redactor.register(literal_secrets(job))
        await self._open(job)
        made = await self._with_texts(job)
        if made is None:
            made = await self._with_numbers(job)
        if made is None:
            real = await self._sender.preparer.prepare(job)
            made = await self._scripted(job, real, self._sender.preparer)
        return made

    async def _with_texts(self, job: SendJob) -> WrittenRequest | None:
        """The request with marks that tell how they were encoded; ``None`` where none suit it."""
        for tier in (MarkTier.FULL, MarkTier.QUIET):
            if (made := await self._tried(job, tier)) is not None:
                return made
        return None

    async def _with_numbers(self, job: SendJob) -> WrittenRequest | None:
        """The request with marks that may stand where JSON has a number.

        They do not tell how they were encoded: URL and fields are those of the request without
        its body, where that can be.
        """
        made = await self._tried(job, MarkTier.NUMBER)
        if made is None:
            return None
        bare = replace(job.request, request=replace(job.request.request, body=None))
        start = await self._with_texts(replace(job, request=bare))
        if start is None:
            return made
        known, fields = list(start.request.message.headers), []
        for name, text in made.request.message.headers:
            found = next((one for one in known if one[0] == name), (name, text))
            if found in known:
                known.remove(found)
            fields.append(found)
        message = replace(
            made.request.message, url=start.request.message.url, headers=tuple(fields)
        )
        return replace(made, request=replace(made.request, message=message))

    async def _tried(self, job: SendJob, tier: MarkTier) -> WrittenRequest | None:
        self.opener.tier = tier
        try:
            return await self._with_marks(job, tier)
        except TrustRequiredError:
            raise
        except OutriderError:
            return None

    async def _open(self, job: SendJob) -> None:
        """Has every secret masked; those that the script may have are kept for it.

        Raises:
            OutriderError: the request cannot be sent with them.
        """
        if not self._reveals:
            environment = job.snapshot.environment
            names = environment.secrets if environment is not None else ()
            await self._sender.preparer.opener.open(names, job.snapshot)
            return
        # A captured value may have to be a number: what can be had is opened all the same.
        for tier in (MarkTier.FULL, MarkTier.NUMBER):
            given = replace(job, snapshot=self._with_captured(job.snapshot, tier))
            try:
                prepared = await self._sender.preparer.prepare(given)
            except TrustRequiredError:
                raise
            except OutriderError:
                if tier is MarkTier.NUMBER:
                    raise
                continue
            values = prepared.authentication.values
            self._keep(SECRET, {name: reveal(one) for name, one in values.secrets.items()})
            self._keep(PROCESS, values.process)
            return

    def _keep(self, origin: str, values: Mapping[str, str]) -> None:
        self.opened |= {(origin, name): text for name, text in values.items()}

    def _with_captured(self, snapshot: WorkspaceSnapshot, tier: MarkTier) -> WorkspaceSnapshot:
        """The snapshot with marks of a tier for what requests capture."""
        return replace(
            snapshot,
            captured={
                name: CapturedValue(
                    name,
                    self._markers.mark(SlotKind.CAPTURE, name, tier),
                    one.secret,
                    one.request_id,
                    one.environment,
                    one.index,
                )
                for name, one in snapshot.captured.items()
            },
        )

    async def _with_marks(self, job: SendJob, tier: MarkTier) -> WrittenRequest:
        job = replace(job, snapshot=replace(self._with_captured(job.snapshot, tier), masked=True))
        self.opener.fixed.clear()
        prepared = await self._preparer.prepare(job)
        return await self._scripted(job, prepared, self._preparer)

    async def _scripted(
        self, job: SendJob, prepared: PreparedSend, preparer: Preparer
    ) -> WrittenRequest:
        require_sendable(prepared)
        notes: list[str] = []
        token: ScriptToken | None = None
        auth = prepared.authentication.auth
        if auth is not None and (auth.config.type in _SIGNED or is_bound(auth)):
            kind = _SIGNED.get(auth.config.type, "A token that is bound to a key (DPoP)")
            notes.append(f"{kind} was not exported: the request has no credential.")
            try:
                prepared = await preparer.prepare(replace(job, anonymous=True))
            except OutriderError:
                raise NotScripted(f"{kind} has no counterpart") from None
            message = prepared.request(None).message
        elif auth is None or not prepared.needs_token:
            message = prepared.request(None).message
        else:
            name = auth.config.name or job.request.request.id
            if why := why_not_scripted(auth):
                mark, note = self._given_token(name, why)
                notes.append(note)
            else:
                token, more = self._token(auth_name=name, prepared=prepared)
                notes += more
                mark = self._markers.mark(SlotKind.TOKEN, "", MarkTier.TOKEN)
            message = prepared.request(Secret(mark), "Bearer").message
        written = self._writer.message(message)
        options = job.request.request.options
        return WrittenRequest(
            ScriptRequest(
                job.request.request.id,
                written,
                token.name if token is not None else "",
                options.timeout,
                options.follow_redirects,
                notes=(*notes, *self._writer.notes, *self._fixed()),
            ),
            prepared.connection,
        )

    def _fixed(self) -> Iterator[str]:
        for name in sorted(self.opener.fixed):
            yield f"{{{{{name}}}}} has one value, which the script always sends."

    def _given_token(self, auth_name: str, why: str) -> tuple[str, str]:
        """A token that the script is given: its mark, and what is said of it."""
        name = self._values.name(
            "token", f"{auth_name}_access_token", f'access token of auth definition "{auth_name}"'
        )
        note = f"The token is read from {name}, and not renewed: {why}."
        return self._markers.mark(SlotKind.VALUE, name, MarkTier.TOKEN), note

    def _token(
        self, *, auth_name: str, prepared: PreparedSend
    ) -> tuple[ScriptToken, tuple[str, ...]]:
        """The token of a definition; the same one for two that make the same requests."""
        auth = prepared.authentication.auth
        assert auth is not None
        made, notes = self._writer_of_tokens.token(auth, auth_name)
        for known in self.tokens:
            if replace(known, name="") == replace(made, name=""):
                return known, notes
        names = {one.name for one in self.tokens}
        number = 1
        while made.name in names:
            number += 1
            made = replace(made, name=f"{auth_name} {number}")
        self.tokens.append(made)
        return made, notes
