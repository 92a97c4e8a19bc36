"""Runs one diagnosis: each step by the parts that a send uses, and never more than is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.definitions import named_auth
from outrider.engine.doctor.auth_variation import WrittenAuth
from outrider.engine.doctor.definition_repair import stray_edits, stray_steps
from outrider.engine.doctor.diagnosis import Diagnosis, DiagnosisStep, KeyChange, StepStatus
from outrider.engine.doctor.diagnosis_words import concluded, secret_steps
from outrider.engine.doctor.exchange_limit import LimitedRecorder
from outrider.engine.doctor.key_changes import key_change
from outrider.engine.doctor.metadata_search import FoundMetadata, MetadataSearch
from outrider.engine.doctor.probe_outcome import read_outcome
from outrider.engine.doctor.probe_planner import (
    ENDPOINT,
    ISSUER,
    best_trial,
    is_same_server,
    next_probe,
    without_edges,
)
from outrider.engine.doctor.probes import AuthEdit, AuthFacts, Edits, Probe, ProbeKind, ProbeTrial
from outrider.engine.doctor.reachability import way_to_server
from outrider.engine.exchanges.exchange_recorder import SendRecord
from outrider.engine.send.error_masking import shown_error
from outrider.engine.send.prepared_send import PreparedAuth
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.send_preparation import Preparer
from outrider.engine.send.token_jobs import token_job
from outrider.engine.tokens.token_exchange import TokenExchange
from outrider.engine.tokens.token_job import TokenJob
from outrider.errors import OutriderError, SignInRequired, WorkspaceError
from outrider.model.auth import ResolvedAuth
from outrider.model.reason import Reason
from outrider.model.secret import Secret, masked, reveal
from outrider.model.workspace import Environment
from outrider.oauth.client_auth.secret_fields import has_reserved
from outrider.oauth.proof_key import ProofKey

DIAGNOSIS = Reason("diagnosis", "diagnosis")


_UNKNOWN = frozenset(
    {ProbeKind.IMPOSSIBLE, ProbeKind.UNREACHABLE, ProbeKind.CREDENTIALS, ProbeKind.UNCLEAR}
)
"""Outcomes that say nothing about the method that was assumed."""


class DiagnosedAuth(Struct, frozen=True):
    """What is looked at.

    Attributes:
        environment: that of the snapshot.
        written: the definition as it is written.
        prepared: the same, resolved: no reference and no secret is missing.
        assumed: edits without which it is no definition at all.
        fault: what it lacks, then.
    """

    snapshot: WorkspaceSnapshot
    environment: Environment
    written: WrittenAuth
    prepared: PreparedAuth
    assumed: tuple[AuthEdit, ...] = ()
    fault: WorkspaceError | None = None


class _Performed(Struct, frozen=True):
    """A trial, why it gave no token, and the auth that it was made with."""

    trial: ProbeTrial
    error: OutriderError | None = None


class DiagnosisRun:
    """One diagnosis of one auth definition.

    Args:
        exchange: performs token requests with the limited recorder.
        tell: is told each step when it ends.
    """

    def __init__(
        self,
        subject: DiagnosedAuth,
        *,
        preparer: Preparer,
        exchange: TokenExchange,
        recorder: LimitedRecorder,
        record: SendRecord,
        tell: Callable[[DiagnosisStep], None],
    ) -> None:
        assert subject.prepared.auth is not None
        self._snapshot = subject.snapshot
        self._environment = subject.environment
        self._written = subject.written
        self._assumed = subject.assumed
        self._fault = subject.fault
        self._prepared = subject.prepared
        self._auth = subject.prepared.auth
        self._preparer = preparer
        self._exchange = exchange
        self._recorder = recorder
        self._record = record
        self._tell = tell
        self._steps: list[DiagnosisStep] = []
        self._performed: list[_Performed] = []
        self._announced: frozenset[str] = frozenset()
        recorder.may_post = self._may_post

    async def run(self) -> Diagnosis:
        """Looks at everything in its order; what is found is told as it is found."""
        if self._fault is not None:
            self._add(DiagnosisStep(StepStatus.FAILED, "definition", self._fault.what, self._fault))
        for step in (*stray_steps(self._written), *secret_steps(self._prepared)):
            self._add(step)
        facts = await self._look()
        while not self._is_over():
            probe = next_probe(facts, self._trials)
            if probe is None or not self._has_room():
                break
            await self._perform(probe)
            facts = await self._look_again(facts, probe)
        failed = [step.name for step in self._steps if step.status is StepStatus.FAILED]
        if failed and not any(step.name == "token" for step in self._steps):
            self._add(DiagnosisStep(StepStatus.SKIPPED, "token", f"needs {failed[0]}"))
        return self._diagnosis(facts)

    def _may_post(self, url: str) -> bool:
        """Whether a file names the server of a URL, or the metadata of the issuer that it names."""
        settings = (reveal(self._auth.setting(key)) for key in (ENDPOINT, ISSUER))
        named = map(without_edges, settings)
        return url in self._announced or any(one and is_same_server(one, url) for one in named)

    @property
    def _trials(self) -> list[ProbeTrial]:
        return [one.trial for one in self._performed]

    def _is_over(self) -> bool:
        return any(
            one.trial.outcome.ends or isinstance(one.error, SignInRequired)
            for one in self._performed
        )

    def _has_room(self) -> bool:
        return self._recorder.has_room(self._record, self._prepared.connection)

    def _search(self) -> MetadataSearch:
        client = self._exchange.client(self._job(self._snapshot, self._prepared))
        return MetadataSearch(self._recorder, self._record, self._exchange, client)

    def _job(self, snapshot: WorkspaceSnapshot, prepared: PreparedAuth) -> TokenJob:
        job = token_job(snapshot, prepared, self._record, self._preparer.opener)
        sources = self._prepared.sources
        find = sources.find if sources is not None else None
        return replace(job, is_attended=False, find_source=find)

    def _add(self, step: DiagnosisStep) -> None:
        mask = self._recorder.redactor.mask_body
        shown = replace(step, text=mask(step.text))
        self._steps.append(shown)
        self._tell(shown)

    async def _look(self) -> AuthFacts:
        """The way to the server and its metadata, by requests without credentials."""
        facts = self._facts()
        found = await self._search().find(
            facts.setting(ISSUER), facts.setting(ENDPOINT), self._prepared.connection
        )
        if found.first is not None:
            for step in way_to_server(found.first, self._exchange.clock()):
                self._add(step)
        for step in found.steps:
            self._add(step)
        if facts.setting(ISSUER) and found.outcome is None and found.metadata is not None:
            known = found.metadata
            self._announced = frozenset((*known.endpoints.values(), *known.mtls_endpoints.values()))
        self._note(found)
        return _with_metadata(facts, found)

    def _note(self, found: FoundMetadata) -> None:
        """What the search for metadata says of the definition as it is written."""
        if found.outcome is None:
            return
        error = found.error
        if error is not None:
            error = shown_error(error, self._recorder.redactor, self._snapshot)
        self._performed.append(_Performed(ProbeTrial(Probe(), found.outcome), error))

    async def _look_again(self, facts: AuthFacts, probe: Probe) -> AuthFacts:
        """The metadata of a server that could not be reached before."""
        last = self._performed[-1].trial.outcome
        moved = next((one.value for one in probe.edits if one.key == (ENDPOINT,)), None)
        unreached = self._performed[0].trial.outcome.kind is ProbeKind.UNREACHABLE
        if not moved or not unreached or last.ends or not self._has_room():
            return facts
        if last.kind is ProbeKind.UNREACHABLE or facts.announced_issuer:
            return facts
        found = await self._search().find("", moved, self._prepared.connection)
        return _with_metadata(facts, found)

    def _facts(self) -> AuthFacts:
        auth = self._auth
        settings = {
            name: value for name, value in auth.settings.items() if not isinstance(value, Secret)
        }
        return AuthFacts(
            settings=settings,
            material=self._written.material,
            parameters=tuple(name for name, _ in auth.config.token_parameters),
            targets=_targets(auth),
            strays=tuple(self._strays()),
            response_members=tuple(auth.config.token_response),
            has_certificate=bool(self._prepared.connection.client_certificate),
            has_reserved=has_reserved(self._auth),
            endpoint=settings.get(ENDPOINT, ""),
        )

    def _strays(self) -> Iterator[Edits]:
        """What gives keys their names that have another one, but for what is assumed already."""
        assumed = {edit.key for edit in self._assumed}
        moved = stray_edits(self._written)
        return (one for one in moved if not assumed & {edit.key for edit in one})

    async def _perform(self, probe: Probe) -> None:
        """One probe: the file's definition with some keys changed, prepared as for a send."""
        before = len(self._record.exchanges)
        error: OutriderError | None = None
        warnings: tuple[str, ...] = ()
        try:
            warnings = await self._fetch(probe)
        except OutriderError as raised:
            error = shown_error(raised, self._recorder.redactor, self._snapshot)
        made = self._record.exchanges[before:]
        maps_token = bool(self._auth.config.token_response)
        outcome = read_outcome(error, made[-1] if made else None, maps_token=maps_token)
        self._performed.append(_Performed(ProbeTrial(probe, outcome), error))
        self._add(_probe_step(probe, error))
        for warning in warnings:
            self._add(DiagnosisStep(StepStatus.WARNING, "token", warning))

    async def _fetch(self, probe: Probe) -> tuple[str, ...]:
        """Fetches a token; what is odd about it."""
        snapshot, prepared = self._snapshot, self._prepared
        if probe.edits:
            environment = self._written.edited(self._environment, self._made(probe))
            # What has been opened is not opened again: a program may ask somebody each time.
            opened = {**snapshot.overrides, **self._prepared.values.secrets}
            snapshot = replace(snapshot, environment=environment, overrides=opened)
            config = named_auth(environment, self._written.name)
            prepared = await self._preparer.prepare_auth(snapshot, config, None)
        response, _ = await self._exchange.perform(
            self._job(snapshot, prepared),
            DIAGNOSIS,
            proof_key=ProofKey.generate,
            forget_refresh_token=_nothing,
        )
        assert prepared.auth is not None
        wanted = frozenset(masked(prepared.auth.setting("scope")).split())
        lacking = wanted - response.scope if response.scope is not None else frozenset()
        granted = (f"Granted scope lacks: {' '.join(sorted(lacking))}.",) if lacking else ()
        return (*response.warnings, *granted)

    def _made(self, probe: Probe) -> tuple[AuthEdit, ...]:
        """Every edit of a probe, those that are assumed among them."""
        changed = {edit.key for edit in probe.edits}
        return (*(one for one in self._assumed if one.key not in changed), *probe.edits)

    def _diagnosis(self, facts: AuthFacts) -> Diagnosis:
        made = len(self._record.exchanges)
        if not self._performed:
            return Diagnosis(self._environment.name, tuple(self._steps), exchanges=made)
        first = self._performed[0].trial.outcome
        best = best_trial(self._trials)
        changes: tuple[KeyChange, ...] = ()
        known = self._assumed and best.outcome.kind not in _UNKNOWN
        if best is not self._performed[0].trial or known:
            changes = tuple(self._changes(best.probe, facts))
        at = next(one for one in self._performed if one.trial is best)
        is_token = best.outcome.kind is ProbeKind.TOKEN
        needs_person = isinstance(at.error, SignInRequired)
        words = concluded(
            self._trials,
            self._performed[-1].error if self._is_over() else at.error,
            self._prepared,
            spent=0 if self._has_room() else made,
        )
        failed = self._fault or self._performed[0].error
        ready = (first.kind is ProbeKind.TOKEN or needs_person) and self._fault is None
        return Diagnosis(
            self._environment.name,
            tuple(self._steps),
            changes,
            made,
            conclusion="" if is_token or needs_person else words[0],
            advice="" if is_token or needs_person else words[1],
            exit_code=0 if ready or failed is None else failed.exit_code,
        )

    def _changes(self, probe: Probe, facts: AuthFacts) -> Iterator[KeyChange]:
        for edit in self._made(probe):
            yield key_change(edit, self._written, self._prepared, facts, self._snapshot)


def _probe_step(probe: Probe, error: OutriderError | None) -> DiagnosisStep:
    tried = ", ".join(map(str, probe.edits))
    if error is None:
        text = f"received {tried}" if tried else "received"
        return DiagnosisStep(StepStatus.OK, "token", text)
    if isinstance(error, SignInRequired):
        return DiagnosisStep(StepStatus.SKIPPED, "token", "needs a person to sign in")
    if not tried:
        return DiagnosisStep(StepStatus.FAILED, "token", error.what, error)
    return DiagnosisStep(StepStatus.FAILED, "token", f"{tried}: {error.what}")


def _with_metadata(facts: AuthFacts, found: FoundMetadata) -> AuthFacts:
    metadata = found.metadata
    if metadata is None:
        return replace(facts, announced_issuer=found.issuer or facts.announced_issuer)
    announced = metadata.endpoints.get(ENDPOINT, "")
    return replace(
        facts,
        endpoint=facts.endpoint or announced,
        announced_endpoint=announced,
        announced_issuer=found.issuer,
        methods=metadata.methods,
        scopes=metadata.supported.get("scopes_supported", ()),
    )


def _targets(auth: ResolvedAuth) -> dict[str, str]:
    """The parameters that say for which API a token is, where each has one value."""
    names = [name for name, _ in auth.token_parameters]
    return {
        name: value
        for name, value in auth.token_parameters
        if name in ("resource", "audience")
        and names.count(name) == 1
        and not isinstance(value, Secret)
    }


def _nothing() -> None:
    """There is no refresh token to forget."""
