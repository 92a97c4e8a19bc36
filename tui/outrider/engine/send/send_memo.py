"""Sends that are prepared already: a run repeats the same request with the same values."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from outrider.engine.send.prepared_send import PreparedSend
from outrider.engine.send.send_job import SendJob
from outrider.model.secret import Secret
from outrider.model.workspace import FormBody, GraphQLBody, TextBody
from outrider.variables.runtime_values import RuntimeValues

_MOST = 1_024


class RepeatableSend(Struct):
    """A send in which nothing was generated and no file was read.

    Attributes:
        parts: what it was prepared from, by identity.
        allowed_hosts: what the user allowed for it.
        secrets: names of the secrets that were opened for it.
        process: the same of process variables.
    """

    parts: tuple[object, ...]
    allowed_hosts: tuple[str, ...]
    prepared: PreparedSend
    secrets: frozenset[str]
    process: frozenset[str]

    @property
    def values(self) -> RuntimeValues:
        """The values with which it was prepared."""
        return self.prepared.authentication.values

    def again(
        self, job: SendJob, secrets: Mapping[str, Secret], process: Mapping[str, str]
    ) -> PreparedSend | None:
        """The same for another job of the same parts; ``None`` where a secret has changed."""
        if self.values.secrets != secrets or self.values.process != process:
            return None
        return replace(self.prepared, job=job)


class SendMemo(Struct):
    """Remembers the last sends of a run.

    All parts are frozen, or replaced where they change: what has the same identity says the same.
    They are kept, so that no other thing gets the identity of one.
    """

    known: OrderedDict[tuple[object, ...], RepeatableSend] = field(default_factory=OrderedDict)

    def find(self, job: SendJob) -> RepeatableSend | None:
        """What is known of a job."""
        if not _is_repeatable(job):
            return None
        found = self.known.get(tuple(map(id, _parts(job))))
        return found if found is None or found.allowed_hosts == job.allowed_hosts else None

    def keep(
        self, prepared: PreparedSend, secrets: frozenset[str], process: frozenset[str]
    ) -> None:
        """Remembers a send in which nothing was generated."""
        job = prepared.job
        if not _is_repeatable(job):
            return
        parts = _parts(job)
        self.known[tuple(map(id, parts))] = RepeatableSend(
            parts, job.allowed_hosts, prepared, secrets, process
        )
        if len(self.known) > _MOST:
            self.known.popitem(last=False)


def _parts(job: SendJob) -> tuple[object, ...]:
    snapshot = job.snapshot
    return (
        job.request,
        snapshot.environment,
        snapshot.settings,
        snapshot.trust,
        snapshot.overrides,
        snapshot.row,
        snapshot.captured,
        snapshot.root,
    )


def _is_repeatable(job: SendJob) -> bool:
    """Whether a job is one of several alike, and has no file in its body and nothing unsaved."""
    body = job.request.request.body
    is_text = body is None or isinstance(body, FormBody | GraphQLBody)
    is_text = is_text or (isinstance(body, TextBody) and body.file is None)
    is_plain = job.saved is None and job.sink is None and not job.anonymous
    # A jar has other cookies each time.
    is_plain = is_plain and not job.snapshot.masked and job.snapshot.cookies is None
    return job.is_repeated and is_plain and is_text
