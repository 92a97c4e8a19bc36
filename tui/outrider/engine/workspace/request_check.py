"""What is wrong with a request in an environment, found without looking twice at the same thing.

Of ten thousand requests in two hundred environments, nearly all are well. What a request refers to
is looked up once, and what a name stands for once in each environment; only where the two do not
fit is the request looked through there as a send would.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cached_property

from outrider.auth.definitions import choose_auth
from outrider.engine.send.auth_resolution import auth_templates
from outrider.engine.send.request_scopes import auth_variable_scope, folder_scope, request_scope
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.errors import Fault, WorkspaceError
from outrider.model.auth import AuthConfig
from outrider.model.workspace import RequestWithFolders
from outrider.variables.message_assembly import request_templates
from outrider.variables.requirements import find_requirements, is_plain, names_outside
from outrider.variables.variable_scope import VariableScope


def request_faults(snapshot: WorkspaceSnapshot, request: RequestWithFolders) -> Iterator[Fault]:
    """What is wrong with a request in the snapshot's environment, its auth included."""
    own = request_scope(snapshot, request)
    yield from own.name_conflicts()
    yield from find_requirements(request_templates(request), own).faults
    try:
        config = choose_auth(request, snapshot.environment).config
    except WorkspaceError as error:
        yield from error.faults
        return
    if config is not None:
        scope = auth_variable_scope(snapshot, request, config)
        yield from find_requirements(auth_templates(config), scope).faults


class CheckedRequest:
    """A request with what is the same in every environment.

    Attributes:
        own: the names of its own variables.
        around: tells requests apart that see other variables of folders.
        auth: tells requests apart that may get another auth.
    """

    def __init__(self, request: RequestWithFolders) -> None:
        self.request = request
        self.own = request.request.variables.keys()
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
        self.needs_look = table is not None and used is None and bool(self.own)

    @cached_property
    def names(self) -> frozenset[str] | None:
        """What has to be plain around it for nothing to be wrong; nothing if something may be."""
        return names_outside(request_templates(self.request), self.request.request.variables)

    @cached_property
    def is_fixed(self) -> bool:
        """Whether its auth is the same in every environment."""
        table = self.request.request.auth
        return table is not None and not {"use", "extends"} & table.table.keys()

    @cached_property
    def names_of_auth(self) -> frozenset[str] | None:
        """The same of an auth of its own that is the same everywhere."""
        try:
            config = choose_auth(self.request, None).config
        except WorkspaceError:
            return None
        return frozenset() if config is None else self._names_of(config)

    def _names_of(self, config: AuthConfig) -> frozenset[str] | None:
        return names_outside(auth_templates(config), self.request.request.variables)


class Surroundings:
    """One environment, and what of it suits the requests."""

    def __init__(self, snapshot: WorkspaceSnapshot) -> None:
        self._snapshot = snapshot
        environment = snapshot.environment
        self._secrets = environment.secrets.keys() if environment else frozenset[str]()
        self._names: dict[Hashable, _Names] = {}
        self._auths: dict[Hashable, bool] = {}

    def suit(self, one: CheckedRequest) -> bool:
        """Whether nothing is wrong with a request here; where in doubt, it does not suit."""
        if one.names is None or not self._secrets.isdisjoint(one.own):
            return False
        names = self._names.get(one.around)
        if names is None:
            scope = folder_scope(self._snapshot, one.request.folders)
            names = self._names[one.around] = _Names(scope)
        return names.are_plain(one.names) and self._suits_auth(one, names)

    def _suits_auth(self, one: CheckedRequest, names: _Names) -> bool:
        if one.is_fixed:
            return one.names_of_auth is not None and names.are_plain(one.names_of_auth)
        if one.needs_look:
            return False
        suits = self._auths.get(one.auth)
        if suits is None:
            suits = self._auths[one.auth] = self._is_well(one.request)
        return suits

    def _is_well(self, request: RequestWithFolders) -> bool:
        """Whether nothing is wrong with the auth that a request gets here."""
        try:
            config = choose_auth(request, self._snapshot.environment).config
        except WorkspaceError:
            return False
        if config is None:
            return True
        scope = auth_variable_scope(self._snapshot, request, config)
        return not find_requirements(auth_templates(config), scope).faults


class _Names:
    """The names of one scope, each looked up once."""

    def __init__(self, scope: VariableScope) -> None:
        self._scope = scope
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
