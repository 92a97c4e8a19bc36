"""What is wrong with a request in an environment, found without looking twice at the same thing.

Of ten thousand requests in two hundred environments, nearly all are well. What a request refers to
is looked up once, and what a name stands for once in each environment; only where the two do not
fit is the request looked through there as a send would.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

from msgspec import Struct

from outrider.auth.definitions import choose_auth
from outrider.engine.send.auth_resolution import auth_templates
from outrider.engine.send.request_scopes import auth_variable_scope, folder_scope, request_scope
from outrider.engine.send.required_scopes import scope_faults
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.workspace.request_likeness import (
    HostLimits,
    ValueKinds,
    auth_shape,
    counts_exactly,
    decides_by_value,
    environment_shape,
    host_limits,
    request_shape,
)
from outrider.engine.workspace.send_rehearsal import refused_auth, refused_request
from outrider.errors import Fault, Severity, WorkspaceError
from outrider.model.auth import AuthConfig
from outrider.model.workspace import RequestWithFolders
from outrider.variables.expectation_templates import (
    capture_conflicts,
    expectation_requirements,
    expectation_templates,
)
from outrider.variables.message_assembly import request_templates
from outrider.variables.requirements import find_requirements, is_plain, names_outside
from outrider.variables.variable_scope import VariableScope


def request_faults(snapshot: WorkspaceSnapshot, request: RequestWithFolders) -> Iterator[Fault]:
    """What is wrong with a request in the snapshot's environment, its auth included."""
    own = request_scope(snapshot, request)
    found = [*own.name_conflicts()]
    found += capture_conflicts(request.request, own)
    found += find_requirements(request_templates(request), own).faults
    found += expectation_requirements(request.request, own).faults
    try:
        config = choose_auth(request, snapshot.environment).config
    except WorkspaceError as error:
        yield from (*found, *error.faults)
        return
    if config is not None:
        found += auth_faults(snapshot, config, request)
        found += scope_faults(request, config, config.settings.get("scope", ""))
    yield from found
    if not any(fault.severity is Severity.ERROR for fault in found):
        yield from refused_request(snapshot, request, config)


def auth_faults(
    snapshot: WorkspaceSnapshot, config: AuthConfig, request: RequestWithFolders | None = None
) -> Iterator[Fault]:
    """What is wrong with a definition in the scope of the file that it is written in."""
    scope = auth_variable_scope(snapshot, request, config)
    faults = find_requirements(auth_templates(config), scope).faults
    yield from faults
    if not any(fault.severity is Severity.ERROR for fault in faults):
        yield from refused_auth(snapshot, config, request)


_Around: TypeAlias = tuple[int, int]
"""Numbers of a request's auth, and of the values that it sees in an environment."""


class Verdicts:
    """What was found to be well, for what is like it in whichever environment."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self.well: set[Hashable] = set()

    def number(self, shape: Hashable) -> int:
        """A number in the place of what may be large."""
        return self._numbers.setdefault(shape, len(self._numbers))


class _Auth(Struct, frozen=True):
    """A definition that a request gets.

    Attributes:
        config: ``None`` for no authentication.
        names: those that have to be plain around it.
        number: of what decides in it.
        exactly: the very values of what a request refers to decide.
    """

    config: AuthConfig | None
    names: frozenset[str]
    number: int
    exactly: bool


class CheckedRequest:
    """A request with what is the same in every environment.

    Args:
        request: with the folders above it.
        verdicts: those of all requests and environments.

    Attributes:
        own: the names of its own variables, and of those that it captures.
        around: tells requests apart that see other variables of folders.
        auth: tells requests apart that may get another auth.
    """

    def __init__(self, request: RequestWithFolders, verdicts: Verdicts) -> None:
        self.request = request
        self._verdicts = verdicts
        self._captures = {one.name for _, one in request.request.active_captures}
        self.own = request.request.variables.keys() | self._captures
        self.around: Hashable = tuple(id(one) for one in request.folders if one.variables)
        table = request.request.auth
        above = next((one.auth for one in request.folders if one.auth is not None), None)
        used = table.table.get("use") if table is not None else None
        if used is not None:
            self.auth: Hashable = ("use", str(used))
        else:
            # A folder's auth sees the variables from its own folder up.
            decides = above if table is None else table
            self.auth = None if decides is None else (id(decides), self.around)
        # Its own variables are around an auth of its own only.
        has_variables = bool(request.request.variables)
        self.needs_look = table is not None and used is None and has_variables

    @cached_property
    def names(self) -> frozenset[str] | None:
        """What has to be plain around it for nothing to be wrong; nothing if something may be."""
        request = self.request.request
        sent = names_outside(request_templates(self.request), request.variables)
        expected = names_outside(expectation_templates(request), request.variables)
        if sent is None or expected is None:
            return None
        return sent | (expected - self._captures)

    @cached_property
    def number(self) -> int:
        """The same for requests that are sent and refused alike."""
        return self._verdicts.number(request_shape(self.request))

    @cached_property
    def exactly(self) -> bool:
        """Whether the very values of what it refers to decide, and not only their kinds."""
        return decides_by_value(self.request)

    @cached_property
    def refers_to(self) -> Hashable:
        """The same for requests that an environment suits alike, apart from what they send."""
        fixed = self.fixed_auth if self.is_fixed else None
        auth = (fixed.names, fixed.number, fixed.exactly) if fixed is not None else self.auth
        own = frozenset(self.own)
        return (self.names, own, self.around, self.is_fixed, auth, self.needs_look, self.exactly)

    @cached_property
    def is_fixed(self) -> bool:
        """Whether its auth is the same in every environment."""
        table = self.request.request.auth
        return table is not None and not {"use", "extends"} & table.table.keys()

    @cached_property
    def fixed_auth(self) -> _Auth | None:
        """An auth of its own that is the same everywhere; nothing if something is wrong with it."""
        try:
            config = choose_auth(self.request, None).config
        except WorkspaceError:
            return None
        if config is None:
            return _Auth(None, frozenset(), -1, exactly=False)
        own = self.request.request.variables
        names = names_outside(auth_templates(config), own)
        if names is None:
            return None
        shape = (auth_shape(config), tuple((name, one.value) for name, one in own.items()))
        return _Auth(config, names, self._verdicts.number(shape), counts_exactly(config))


class RequestGroup:
    """Requests of which an environment suits all or none, apart from what each of them sends.

    Args:
        members: at least one.

    Attributes:
        well: what was around them all, with their auth, where nothing was wrong with any.
    """

    def __init__(self, members: Sequence[CheckedRequest]) -> None:
        self.first = members[0]
        self.members = members
        self.well: set[_Around] = set()


def group_requests(requests: Iterable[CheckedRequest]) -> list[RequestGroup]:
    """Requests together with those that refer to the same, in the same place, with one auth."""
    found: dict[Hashable, list[CheckedRequest]] = {}
    for one in requests:
        found.setdefault(one.refers_to, []).append(one)
    return [RequestGroup(members) for members in found.values()]


class Surroundings:
    """One environment, and what of it suits the requests.

    Args:
        snapshot: with the environment.
        verdicts: those of all requests and environments.
    """

    def __init__(self, snapshot: WorkspaceSnapshot, verdicts: Verdicts) -> None:
        self._snapshot = snapshot
        self._verdicts = verdicts
        environment = snapshot.environment
        self._secrets = environment.secrets.keys() if environment else frozenset[str]()
        self._names: dict[Hashable, _Names] = {}
        self._auths: dict[Hashable, _Auth | None] = {}
        self._around: dict[Hashable, int] = {}
        self._limits = host_limits(environment)
        self._shape = environment_shape(environment)

    def unsuited(self, group: RequestGroup) -> Iterable[CheckedRequest]:
        """The requests of a group with which something may be wrong here."""
        around = self._decides(group.first)
        if around is None:
            return group.members
        if around in group.well:
            return ()
        found = [one for one in group.members if not self._is_well(one, around)]
        if not found:
            group.well.add(around)
        return found

    def _decides(self, one: CheckedRequest) -> _Around | None:
        """Numbers for a request's auth and what it sees here; nothing if something is wrong."""
        if one.names is None or not self._secrets.isdisjoint(one.own):
            return None
        names = self._names.get(one.around)
        if names is None:
            scope = folder_scope(self._snapshot, one.request.folders)
            names = self._names[one.around] = _Names(scope, self._limits)
        if not names.are_plain(one.names):
            return None
        auth = self._own_auth(one, names) if one.is_fixed else self._given_auth(one, names)
        if auth is None:
            return None
        exactly = one.exactly or auth.exactly
        return auth.number, self._look(one.around, one.names, exactly=exactly)

    def _is_well(self, one: CheckedRequest, around: _Around) -> bool:
        verdict = (one.number, around)
        well = verdict in self._verdicts.well
        if not well and not any(request_faults(self._snapshot, one.request)):
            self._verdicts.well.add(verdict)
            well = True
        return well

    def _look(self, around: Hashable, seen: frozenset[str], *, exactly: bool) -> int:
        """A number for what is around a request: the same where the same is around another."""
        key = (around, seen, exactly)
        number = self._around.get(key)
        if number is None:
            kinds = self._names[around].kinds.of(seen, exactly=exactly)
            number = self._around[key] = self._verdicts.number((self._shape, kinds))
        return number

    def _own_auth(self, one: CheckedRequest, names: _Names) -> _Auth | None:
        """The auth that a request has everywhere; nothing if something is wrong with it here."""
        auth = one.fixed_auth
        if auth is None or auth.config is None:
            return auth
        if not names.are_plain(auth.names):
            return None
        verdict = ("auth", auth.number, self._look(one.around, auth.names, exactly=auth.exactly))
        if verdict not in self._verdicts.well:
            if any(auth_faults(self._snapshot, auth.config, one.request)):
                return None
            self._verdicts.well.add(verdict)
        return auth

    def _given_auth(self, one: CheckedRequest, names: _Names) -> _Auth | None:
        """The auth that a request gets here; nothing if something may be wrong with it."""
        if one.needs_look:
            return None
        if one.auth not in self._auths:
            self._auths[one.auth] = self._chosen(one.request, names)
        return self._auths[one.auth]

    def _chosen(self, request: RequestWithFolders, names: _Names) -> _Auth | None:
        try:
            config = choose_auth(request, self._snapshot.environment).config
        except WorkspaceError:
            return None
        if config is None:
            return _Auth(None, frozenset(), -1, exactly=False)
        seen = names_outside(auth_templates(config), {})
        if seen is None or any(auth_faults(self._snapshot, config, request)):
            return None
        scope = auth_variable_scope(self._snapshot, request, config)
        kinds = ValueKinds(scope, self._limits).of(seen, exactly=False)
        number = self._verdicts.number((auth_shape(config), kinds))
        return _Auth(config, seen, number, counts_exactly(config))


class _Names:
    """The names of one scope, each looked up once.

    Attributes:
        kinds: of what they stand for.
    """

    def __init__(self, scope: VariableScope, limits: HostLimits) -> None:
        self._scope = scope
        self.kinds = ValueKinds(scope, limits)
        self._conflicts = bool(scope.name_conflicts())
        self._plain: set[str] = set()
        self._other: set[str] = set()

    def are_plain(self, names: frozenset[str]) -> bool:
        """Whether nothing is to be said of any of these."""
        if self._conflicts:
            return False
        if names <= self._plain:
            return True
        for name in names - self._plain:
            if name in self._other or not is_plain(name, self._scope):
                self._other.add(name)
                return False
            self._plain.add(name)
        return True
