"""What the user keeps in files: a workspace, its environments, folders and requests.

Strings here are as written: they may hold ``{{references}}``, and nothing is resolved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, TypeAlias

from msgspec import Struct

from outrider.errors import Fault, Severity, SourceLocation
from outrider.model.connection import HttpVersion
from outrider.model.expectation import IN_PROCESS, OF_BODY, Capture, Expectation, Subject
from outrider.model.safe_repr import SafeRepr

Scalar: TypeAlias = str | int | float | bool
"""What a variable, a row's value or a token parameter may be in a file."""

DEFAULT_TIMEOUT = 60.0
"""Seconds for a whole exchange with an API."""

DEFAULT_MAX_BODY = 50_000_000
"""Bytes of a decoded response body that are kept."""


def scalar_text(value: Scalar) -> str:
    """A scalar as it is sent: TOML's spelling, so ``true`` and not ``True``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class Variable(Struct, frozen=True):
    """A variable's value as written, and where."""

    value: Scalar
    place: SourceLocation


class SecretRef(SafeRepr, frozen=True):
    """Where a secret is to be had; opening it is a secret provider's work.

    Attributes:
        provider: a registered provider (``env``, ``dotenv``, ``file``, ``command``, ``keyring``,
            ``prompt``), or ``literal``.
        options: the provider's own keys, as written; for ``literal``, ``value``.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"options"})

    name: str
    provider: str
    options: Mapping[str, Any]
    place: SourceLocation


class AuthTable(SafeRepr, frozen=True):
    """An ``[auth]`` table as written (an environment's with its overlay applied).

    Attributes:
        table: the keys as written, ``extends``, ``use`` and ``unset`` among them.
        places: where each top-level key is written.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"table"})

    table: Mapping[str, Any]
    places: Mapping[str, SourceLocation]
    place: SourceLocation

    def location_of(self, key: str, *more: str | int) -> SourceLocation:
        """Where a key of the table is written, or would be."""
        place = self.places.get(key) or self.place.inside(key)
        return place.inside(*more) if more else place


class TlsTable(Struct, frozen=True, omit_defaults=True):
    """TLS of an environment's connections; paths as written, relative to the workspace.

    Attributes:
        client_certificate: a PEM file, or one of PKCS#12 with certificate and key.
        client_key_password: as written: a reference to a secret, or the password itself.
    """

    verify: bool = True
    ca_bundle: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None
    client_key_password: str | None = None


class SharedOptions(Struct, frozen=True):
    """What the ``[options]`` of a folder or an environment say for every request below.

    Attributes:
        http: which version of HTTP is spoken; ``None`` where the file does not say.
    """

    http: HttpVersion | None = None


class CookieSettings(Struct, frozen=True, omit_defaults=True):
    """Whether an environment keeps cookies between sends.

    Attributes:
        keep: in a jar of its own, as long as the session or the run.
        store: in a file of this machine as well, for sessions to come.
    """

    keep: bool = False
    store: bool = False


class Environment(Struct, frozen=True):
    """One environment, its overlay applied.

    Attributes:
        id: path below ``environments/`` without ``.toml``.
        color: a theme colour or ``#rrggbb``; empty for none.
        protected: unsafe methods ask first.
        allow_insecure_http: credentials may travel over plain http beyond loopback.
        auths: by name, before ``extends`` is applied.
        proxy: URL as written; ``None`` leaves it to the process's proxy variables.
        file: path relative to the workspace.
    """

    id: str
    name: str
    file: str
    description: str = ""
    color: str = ""
    protected: bool = False
    allow_insecure_http: bool = False
    variables: Mapping[str, Variable] = MappingProxyType({})
    secrets: Mapping[str, SecretRef] = MappingProxyType({})
    auths: Mapping[str, AuthTable] = MappingProxyType({})
    tls: TlsTable = TlsTable()
    proxy: str | None = None
    overlay: str | None = None
    options: SharedOptions = SharedOptions()
    cookies: CookieSettings = CookieSettings()


class NameValueRow(Struct, frozen=True, omit_defaults=True):
    """A row of headers, a query or a form, as written."""

    name: str
    value: str
    enabled: bool = True
    description: str = ""


class MultipartPart(Struct, frozen=True, omit_defaults=True):
    """A part of a multipart body, as written: either ``value`` or ``file`` is set."""

    name: str
    value: str | None = None
    file: str | None = None
    filename: str | None = None
    content_type: str | None = None
    enabled: bool = True


class TextBody(Struct, frozen=True, omit_defaults=True):
    """A body of type ``json``, ``text`` or ``xml``: either ``content`` or ``file`` is set."""

    type: str
    content: str | None = None
    file: str | None = None


class FormBody(Struct, frozen=True, tag_field="type", tag="form"):
    """A body of type ``form``: ``application/x-www-form-urlencoded``."""

    fields: tuple[NameValueRow, ...]


class MultipartBody(Struct, frozen=True, tag_field="type", tag="multipart"):
    """A body of type ``multipart``: ``multipart/form-data``."""

    parts: tuple[MultipartPart, ...]


class FileBody(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="file"):
    """A body of type ``file``: a file's bytes as they are."""

    file: str
    content_type: str | None = None


class GraphQLBody(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="graphql"):
    """A body of type ``graphql``, as written."""

    query: str
    variables: str | None = None
    operation_name: str | None = None


Body: TypeAlias = TextBody | FormBody | MultipartBody | FileBody | GraphQLBody


class RequestOptions(Struct, frozen=True):
    """How a request is sent.

    Attributes:
        timeout: seconds for the whole exchange.
        max_body: bytes of decoded body kept; ``None`` where the file does not say.
        http: which version of HTTP is spoken; ``None`` inherits.
    """

    timeout: float = DEFAULT_TIMEOUT
    follow_redirects: bool = False
    max_body: int | None = None
    http: HttpVersion | None = None


class Folder(Struct, frozen=True):
    """A folder of requests: what ``folder.toml`` says for all below.

    Attributes:
        id: path below ``requests/``; empty for ``requests/`` itself.
        file: path of its ``folder.toml`` relative to the workspace, whether it exists or not.
        script_variables: what scripts of an imported collection set, and which script did, as
            comments of the file say it.
    """

    id: str
    name: str
    file: str
    exists: bool = True
    description: str = ""
    order: tuple[str, ...] = ()
    headers: tuple[NameValueRow, ...] = ()
    auth: AuthTable | None = None
    variables: Mapping[str, Variable] = MappingProxyType({})
    options: SharedOptions = SharedOptions()
    script_variables: Mapping[str, str] = MappingProxyType({})


class Request(Struct, frozen=True):
    """A request as saved.

    Attributes:
        id: path below ``requests/`` without ``.toml``.
        path_params: values of the URL's ``:name`` segments.
        auth: ``None`` inherits.
        file: path relative to the workspace.
        captures: what is taken out of its response, before the expectations.
        required_scopes: those that its operation requires, as a comment of the file says that an
            import has left.
    """

    id: str
    name: str
    file: str
    method: str = "GET"
    url: str = ""
    description: str = ""
    query_params: tuple[NameValueRow, ...] = ()
    headers: tuple[NameValueRow, ...] = ()
    path_params: Mapping[str, str] = MappingProxyType({})
    auth: AuthTable | None = None
    variables: Mapping[str, Variable] = MappingProxyType({})
    options: RequestOptions = RequestOptions()
    body: Body | None = None
    captures: tuple[Capture, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    required_scopes: tuple[str, ...] = ()

    @property
    def is_checked(self) -> bool:
        """Whether something is done with its response."""
        return next(self._subjects, None) is not None

    @property
    def looks_at_body(self) -> bool:
        """Whether a capture or an expectation needs the body of its response."""
        return not OF_BODY.isdisjoint(self._subjects)

    @property
    def needs_process(self) -> bool:
        """Whether a capture or an expectation needs a child process."""
        searched = any(one.regex is not None for _, one in self.active_captures)
        return searched or not IN_PROCESS.isdisjoint(self._subjects)

    @property
    def _subjects(self) -> Iterator[Subject]:
        yield from (one.subject for _, one in self.active_captures)
        yield from (one.subject for _, one in self.active_expectations)

    @property
    def active_captures(self) -> Iterator[tuple[int, Capture]]:
        """Position and capture of each that counts."""
        return ((index, one) for index, one in enumerate(self.captures) if one.enabled)

    @property
    def active_expectations(self) -> Iterator[tuple[int, Expectation]]:
        """Position and expectation of each that counts."""
        return ((index, one) for index, one in enumerate(self.expectations) if one.enabled)


class WorkspaceSettings(Struct, frozen=True):
    """What ``outrider.toml`` says.

    Attributes:
        environments: ids in the order in which they are listed; others follow.
    """

    name: str
    file: str = "outrider.toml"
    default_environment: str | None = None
    variables: Mapping[str, Variable] = MappingProxyType({})
    environments: tuple[str, ...] = ()


class Collection(Struct, frozen=True):
    """All folders and requests of a workspace, in the order in which the tree shows them.

    Attributes:
        folders: by id, parents before children; the empty id is ``requests/`` itself.
        faults: of every file that could not be read, and every warning.
    """

    folders: Mapping[str, Folder]
    requests: Mapping[str, Request]
    faults: tuple[Fault, ...] = ()

    def placed_requests(self) -> Iterator[RequestWithFolders]:
        """Each request with the folders above it, where none of these is broken."""
        errors = (fault for fault in self.faults if fault.severity is Severity.ERROR)
        broken = {fault.place.file for fault in errors if fault.place}
        above: dict[str, tuple[Folder, ...]] = {}
        for folder_id, folder in self.folders.items():
            parent = () if not folder_id else above[folder_id.rpartition("/")[0]]
            above[folder_id] = (folder, *parent)
        for request in self.requests.values():
            folders = above[request.id.rpartition("/")[0]]
            if not any(folder.file in broken for folder in folders):
                yield RequestWithFolders(request, folders)


class RequestWithFolders(Struct, frozen=True):
    """A request with the folders above it, nearest first (``requests/`` itself comes last)."""

    request: Request
    folders: tuple[Folder, ...]

    @property
    def http(self) -> HttpVersion | None:
        """The version of HTTP that the nearest file names; ``None`` leaves it to others."""
        inherited = (folder.options.http for folder in self.folders if folder.options.http)
        return self.request.options.http or next(inherited, None)
