"""The request that the words of a command line make: sent once, in no file.

Pure: files and standard input are given as paths. What the user typed is at places without a file,
whose key is the option.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import PurePath

from msgspec import Struct

from outrider.auth.origins import is_loopback, normal_host
from outrider.errors import SourceLocation, UsageError
from outrider.lazy_pattern import lazy_pattern
from outrider.model.workspace import (
    AuthTable,
    Body,
    FileBody,
    FormBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    TextBody,
)
from outrider.variables.reference_grammar import escape

NO_AUTH = "none"
"""What ``--auth`` has for a request without authentication."""

CONTENT_TYPE = "Content-Type"

_METHOD = lazy_pattern(r"[A-Z]+(?:-[A-Z]+)*")
_LOWER_METHOD = lazy_pattern(r"get|head|post|put|patch|delete|options|trace")
_HOST = lazy_pattern(
    r"(?P<host>\[[0-9a-fA-F:.]+\]|localhost|\w[\w-]*(?:\.\w[\w-]*)+|\w[\w-]*(?=:\d))"
    r"(?P<port>:\d+)?(?:[/?#].*)?"
)

FilePath = Callable[[str, str], str]
"""The absolute path of a file that an option names: given the option and what follows the ``@``;
``-`` is standard input."""


class OnceOptions(Struct, frozen=True):
    """What only a URL takes, as typed.

    Attributes:
        auth: name of an auth definition, or :data:`NO_AUTH`; ``None`` inherits.
        headers: each as ``Name: value``.
        data: texts of a body, of which there may be one; so is ``json_data``.
        form: each as ``name=value`` or ``name=@file``.
        save: the name that the request is saved under.
    """

    auth: str | None = None
    headers: Sequence[str] = ()
    data: Sequence[str] = ()
    json_data: Sequence[str] = ()
    form: Sequence[str] = ()
    save: str | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """The options that were given."""
        values = {
            "--auth": self.auth is not None,
            "--header": bool(self.headers),
            **self._bodies,
            "--save": self.save is not None,
        }
        return tuple(name for name, is_given in values.items() if is_given)

    @property
    def body_option(self) -> str:
        """The option that the body is from; empty without a body.

        Raises:
            UsageError: there are several.
        """
        given = [name for name, is_given in self._bodies.items() if is_given]
        if len(given) > 1:
            raise UsageError(
                f"{given[0]} and {given[1]} are both a body.",
                code="several_bodies",
                advice="Pass one of --data, --json-data and --form.",
            )
        return given[0] if given else ""

    @property
    def _bodies(self) -> dict[str, bool]:
        return {
            "--data": bool(self.data),
            "--json-data": bool(self.json_data),
            "--form": bool(self.form),
        }


class TypedTarget(Struct, frozen=True):
    """What the words of a command line say to send to.

    Attributes:
        method: empty where none is typed.
    """

    url: str
    method: str = ""


def is_typed_url(word: str) -> bool:
    """Whether a word is a URL, and no request of the workspace."""
    return "://" in word or word.startswith("{{")


def typed_target(words: Sequence[str]) -> TypedTarget | None:
    """The URL that the words are, with its method; ``None`` where they name a request.

    Raises:
        UsageError: they are neither.
    """
    first, *rest = words
    if not rest:
        return TypedTarget(first) if is_typed_url(first) else None
    if len(rest) == 1 and is_typed_url(rest[0]) and _METHOD.fullmatch(first):
        return TypedTarget(rest[0], first)
    raise UsageError(
        f"{len(words)} words are more than one request: {' '.join(words)}",
        code="usage",
        why="A command sends one request of the workspace, or one URL with its method before it.",
        advice=_instead(words),
    )


def _instead(words: Sequence[str]) -> str:
    """What is probably meant by words that are no request."""
    first, second = words[:2]
    url = url_of_host(second)
    if _METHOD.fullmatch(first) and url:
        return f"For a URL, write {first} {url}"
    if len(words) == 2 and is_typed_url(second) and _LOWER_METHOD.fullmatch(first.lower()):
        return f"Write the method in capitals: {first.upper()} {second}"
    if len(words) == 2 and is_typed_url(first) and _METHOD.fullmatch(second.upper()):
        return f"Write the method first: {second.upper()} {first}"
    if _METHOD.fullmatch(first) and len(words) == 2 and not is_typed_url(second):
        return f"A request has its own method: write {second}"
    return "Quote what contains spaces, and pass a body with --data or --json-data."


def url_of_host(word: str) -> str:
    """The URL that a word without a scheme probably means; empty where it looks like no host."""
    found = _HOST.fullmatch(word)
    if found is None:
        return ""
    try:
        is_near = is_loopback(normal_host(found["host"]))
    except ValueError:
        return ""
    plain = is_near or "." not in found["host"]
    return f"{'http' if plain else 'https'}://{word}"


def is_method(word: str) -> bool:
    """Whether a word is a method, as it stands before a URL."""
    return _METHOD.fullmatch(word) is not None


def once_request(
    target: TypedTarget, options: OnceOptions, path_of: FilePath, inherited: Collection[str] = ()
) -> Request:
    """The request of a command line.

    Args:
        target: URL and method.
        options: the rest.
        path_of: finds the files.
        inherited: names of the headers of the folders above, in lower case.

    Raises:
        UsageError: an option is not written as it should be.
    """
    headers = [_header(written) for written in options.headers]
    body = _body(options, path_of)
    typed = {row.name.lower() for row in headers} | set(inherited)
    if options.data and CONTENT_TYPE.lower() not in typed:
        # A row without a value that is switched off takes away what would be sent by itself.
        headers.append(NameValueRow(CONTENT_TYPE, "", enabled=False))
    return Request(
        id="",
        name=target.url,
        file="",
        method=target.method or ("GET" if body is None else "POST"),
        url=target.url,
        headers=tuple(headers),
        auth=_auth(options.auth),
        body=body,
    )


def option_place(place: SourceLocation, body_option: str) -> SourceLocation:
    """Where the user typed what is at a place of such a request."""
    if place.file or not place.key:
        return place
    options = {"headers": "--header", "body": body_option, "auth": "--auth"}
    name = options.get(str(place.key[0]), "")
    return SourceLocation("", (name,)) if name else place


def _header(written: str) -> NameValueRow:
    name, colon, value = written.partition(":")
    if not colon and written.rstrip().endswith(";"):
        # As curl has it: a header with an empty value.
        return NameValueRow(written.rstrip()[:-1].strip(), "")
    if not colon or not name.strip():
        raise UsageError(
            f'--header "{written}" has no {"colon" if name.strip() else "name"}.',
            code="header",
            advice="Write --header 'Name: value', or --header 'Name:' to send none.",
        )
    # As curl has it: without a value, what would be sent by itself is not.
    return NameValueRow(name.strip(), value.strip(), enabled=bool(value.strip()))


def _auth(name: str | None) -> AuthTable | None:
    if name is None:
        return None
    table = {"type": NO_AUTH} if name == NO_AUTH else {"use": name}
    place = SourceLocation("", ("auth",))
    return AuthTable(table, dict.fromkeys(table, place), place)


def _body(options: OnceOptions, path_of: FilePath) -> Body | None:
    match options.body_option:
        case "--data":
            written, path = _content("--data", options.data, path_of)
            return TextBody("text", written) if path is None else FileBody(path)
        case "--json-data":
            written, path = _content("--json-data", options.json_data, path_of)
            return TextBody("json", written, path)
        case "--form":
            return _form([_field(one) for one in options.form], path_of)
    return None


def _content(
    option: str, written: Sequence[str], path_of: FilePath
) -> tuple[str | None, str | None]:
    """A text, or the path of a file: one of them."""
    if len(written) > 1:
        raise UsageError(
            f"{option} is passed {len(written)} times.",
            code="several_bodies",
            advice=f"Pass {option} once, or --form for fields.",
        )
    (text,) = written
    if text == "-":
        return None, escape(path_of(option, "-"))
    return (None, escape(path_of(option, text[1:]))) if text.startswith("@") else (text, None)


def _field(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not equals:
        raise UsageError(
            f'--form "{written}" has no equals sign.',
            code="form",
            advice="Write --form NAME=VALUE, or --form NAME=@FILE.",
        )
    return name, value


def _form(fields: Sequence[tuple[str, str]], path_of: FilePath) -> Body:
    if not any(value.startswith("@") for _, value in fields):
        return FormBody(tuple(NameValueRow(name, value) for name, value in fields))
    return MultipartBody(tuple(_part(name, value, path_of) for name, value in fields))


def _part(name: str, value: str, path_of: FilePath) -> MultipartPart:
    if not value.startswith("@"):
        return MultipartPart(name, value)
    # Loaded for a file of a form only.
    from outrider.importers.curl.curl_forms import file_type

    written = value[1:]
    return MultipartPart(
        name,
        file=escape(path_of("--form", written)),
        filename=escape(PurePath(written).name),
        content_type=file_type(written),
    )
