"""What an ``.http`` file says, section by section, before anything is made of it."""

from __future__ import annotations

from msgspec import Struct, field


class HttpLine(Struct, frozen=True):
    """A line of a file: its 1-based number, and its text without the line end."""

    number: int
    text: str


class HttpDirective(Struct, frozen=True):
    """``# @name value`` in a comment."""

    line: int
    name: str
    value: str


class HttpVariable(Struct, frozen=True):
    """``@name = value``."""

    line: int
    name: str
    value: str


class HttpField(Struct, frozen=True):
    """A header of a request."""

    line: int
    name: str
    value: str


class HttpScript(Struct, frozen=True):
    """A script, whose text begins in this line.

    Attributes:
        kind: ``before`` or ``after`` (JetBrains), ``block`` (httpyac's ``{{ … }}``).
        file: the file that it stands in; empty where it stands here.
    """

    line: int
    kind: str
    text: str
    file: str = ""


class HttpUnread(Struct, frozen=True):
    """What means something to another program and nothing here."""

    line: int
    what: str


class HttpSection(Struct):
    """All that stands between two separators, or two request lines.

    Attributes:
        line: of its request line; of its first line where it has no request.
        title: the text behind ``###``.
        comments: what people wrote before the request.
        target: empty where the section has no request.
        is_bodyless: a request line follows without a separator.
        asserts: lines that begin with ``??``, without these.
        response: an answer that was kept below the request: its lines.
        removed: lines of the body that are comments, those around it among them.
    """

    line: int = 0
    title: str = ""
    comments: list[str] = field(default_factory=list)
    directives: list[HttpDirective] = field(default_factory=list)
    variables: list[HttpVariable] = field(default_factory=list)
    method: str = ""
    target: str = ""
    version: str = ""
    fields: list[HttpField] = field(default_factory=list)
    body: list[HttpLine] = field(default_factory=list)
    scripts: list[HttpScript] = field(default_factory=list)
    asserts: list[HttpLine] = field(default_factory=list)
    response: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    removed: list[HttpLine] = field(default_factory=list)
    unread: list[HttpUnread] = field(default_factory=list)

    @property
    def called(self) -> str:
        """What other requests call this one; empty where it has no such name."""
        named = self.directive("name")
        if named is not None:
            return named.value.strip("\"'")
        return self.title if self.title.isidentifier() else ""

    def directive(self, *names: str) -> HttpDirective | None:
        """The first directive of one of these names."""
        return next((one for one in self.directives if one.name.lower() in names), None)

    def field(self, name: str) -> HttpField | None:
        """The first header of a name, whatever its case."""
        return next((one for one in self.fields if one.name.lower() == name), None)
