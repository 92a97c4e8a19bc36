"""Credentials in scripts: a text without a name of its own has those of its statement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.credential_names import is_credential_name, name_words
from outrider.credential_shapes.credential_search import (
    MIXED,
    FoundCredential,
    find_credentials,
    find_in_title,
    without_overlaps,
)
from outrider.credential_shapes.value_shapes import SCHEME_WORD, is_placeholder, opens_something
from outrider.lazy_pattern import lazy_pattern

_MOST = "{0,1000}"
_TOKEN = lazy_pattern(
    r"(?P<comment>//[^\n]*|/\*(?:(?!\*/).)*(?:\*/)?)"
    rf"|(?P<text>\"(?:[^\"\\\n]|\\.){_MOST}\"|'(?:[^'\\\n]|\\.){_MOST}'|`(?:[^`\\]|\\.){_MOST}`)"
    r"|(?P<name>[A-Za-z_$][\w$]*)"
    r"|(?P<mark>[!=]={1,2}|[;{}()\[\],:?=\n])",
    re.DOTALL,
)
_HOLE = lazy_pattern(r"\$\{[^{}`]*\}")
_WORD = lazy_pattern(r"[^\s\"'`{}<>()\[\],;]+")
_ASKS = frozenset(
    {
        *("get", "has", "unset", "getItem", "removeItem", "require", "test", "it", "describe"),
        *("getHeader", "getElementById", "querySelector", "replaceIn", "remove"),
    }
)
"""What is called with the name of something."""
_LIKE_CREDENTIALS = frozenset(
    {
        *("login", "signin", "authenticate", "auth", "creds", "credentials", "keys", "authorize"),
        *("sign", "encrypt", "decrypt"),
    }
)
_COMPARED = frozenset(
    {
        *(
            "eql",
            "eqls",
            "equal",
            "equals",
            "eq",
            "toBe",
            "toEqual",
            "toStrictEqual",
            "strictEqual",
        ),
        *("include", "includes", "contain", "contains", "push", "unshift", "concat", "case"),
        *("==", "===", "!=", "!=="),
    }
)
"""What a text is compared with or added to is of the same kind."""
_PASSWORDS = ("password", "passwords", "passwd", "passphrase", "pwd", "pw", "pass", "passcode")
_PASSWORD = lazy_pattern(r"(?=.*[0-9])(?=.*[A-Za-z]).{6,}")
_ADDRESS = lazy_pattern(r"://|^[./]|^\d{4}-\d\d|^[\w.-]+\.[a-z]{2,5}$|^[a-z]+/[\w.+-]+$")


class _Text(Struct):
    """A text between quotes.

    Attributes:
        has_name: it has a name of its own, by which it is judged as a whole.
        is_like: the names of its statement are its own.
    """

    start: int
    end: int
    has_name: bool
    is_like: bool


class _Statement(Struct):
    """What was read of a statement.

    Attributes:
        names: identifiers, and texts that are names.
        texts: those that may be credentials.
        is_choice: it has a question mark, so that a colon stands between two values.
    """

    names: list[str] = field(default_factory=list)
    texts: list[_Text] = field(default_factory=list)
    is_choice: bool = False


def find_in_script(text: str) -> Iterator[FoundCredential]:
    """Every credential in a script, in order.

    Beside what :func:`find_credentials` finds these are the texts of lists, comparisons, calls,
    choices and templates, where the statement speaks of a credential. What holds a reference is
    left out; the spans do not overlap.
    """
    found = list(find_credentials(text))
    for statement in _statements(text):
        names = [name for name in statement.names if _is_telling(name)]
        for one in statement.texts:
            found += _in_text(text, one, names)
    return without_overlaps(found)


def _is_telling(name: str) -> bool:
    return name.lower() in _LIKE_CREDENTIALS or is_credential_name(name)


def _in_text(text: str, one: _Text, names: list[str]) -> Iterator[FoundCredential]:
    """What a text between quotes has of a credential."""
    written = text[one.start : one.end]
    if "{{" in written:
        return
    for found in find_in_title(written):
        yield FoundCredential(one.start + found.start, one.start + found.end, found.name)
    scheme = SCHEME_WORD.match(written)
    if scheme and not is_placeholder(written):
        names = ["authorization", *names]
    bare = _HOLE.sub(lambda hole: " " * len(hole[0]), written)
    words = list(_WORD.finditer(bare))
    if not names or (one.has_name and len(words) < 2):
        return
    for word in words:
        value = word[0]
        if is_placeholder(value) or _ADDRESS.search(value):
            continue
        is_whole = word.span() == (scheme.end() if scheme else 0, len(written))
        if (
            (is_whole and scheme is not None and len(value) >= 8)
            or (is_whole and one.is_like and _opens(names, value))
            or _is_made(value, is_password=any(map(_is_password, names)))
        ):
            yield FoundCredential(one.start + word.start(), one.start + word.end(), names[0])


def _opens(names: list[str], value: str) -> bool:
    if is_credential_name(value) or not opens_something(value):
        return False
    return any(is_credential(name, value) for name in names)


def _is_password(name: str) -> bool:
    words = name_words(name)
    return bool(words) and words[-1] in _PASSWORDS


def _is_made(value: str, *, is_password: bool) -> bool:
    if is_password:
        return _PASSWORD.fullmatch(value) is not None
    return len(value) >= 8 and MIXED.search(value) is not None


def _statements(text: str) -> Iterator[_Statement]:
    """The statements of a script, as far as brackets and line breaks tell."""
    reader = _StatementReader()
    for token in _TOKEN.finditer(text):
        kind, written = token.lastgroup, token[0]
        if kind == "comment":
            continue
        if kind == "name":
            reader.here.names.append(written)
        elif kind == "text":
            reader.text(token.start() + 1, token.end() - 1, written[1:-1])
        elif reader.ends_at(written):
            yield reader.next()
        else:
            reader.mark(written)
        if written != "\n":
            reader.before = (*reader.before[1:], written)
    yield reader.here


class _StatementReader:
    """Takes tokens; ``before`` are the last two that are no line breaks."""

    def __init__(self) -> None:
        self.here = _Statement()
        self.before = ("", "")
        self._around: list[int] = []
        self._depth = 0
        self._is_list = False
        self._chosen: list[str] = []

    def next(self) -> _Statement:
        """The statement that ends, and begins another one."""
        done, self.here = self.here, _Statement()
        self._is_list = False
        if "switch" in done.names:
            self._chosen = done.names
        elif "case" in done.names:
            done.names += self._chosen
        return done

    def text(self, start: int, end: int, inner: str) -> None:
        """Takes a text, but for what is judged by its own name, and what names something."""
        here, (before, last) = self.here, self.before
        if re.fullmatch(r"[\w.-]{1,64}", inner) and is_credential_name(inner):
            here.names.append(inner)
        if last == "(" and before in _ASKS:
            return
        is_like = last in _COMPARED or (last == "(" and before in _COMPARED)
        is_like |= last in {"[", ","} and self._is_list
        has_name = last == "=" or (last == ":" and not here.is_choice)
        here.texts.append(_Text(start, end, has_name, is_like))

    def ends_at(self, mark: str) -> bool:
        """Whether a statement ends there."""
        if mark == "{":
            self._around.append(self._depth)
            self._depth = 0
        elif mark == "}":
            self._depth = self._around.pop() if self._around else 0
        return mark in "{};" or (mark == "\n" and not self._depth)

    def mark(self, mark: str) -> None:
        """Takes any other mark."""
        if mark in "([":
            self._depth += 1
            self._is_list = mark == "[" and self.before[-1] == "="
        elif mark in ")]":
            self._depth = max(self._depth - 1, 0)
        elif mark == "?":
            self.here.is_choice = True
        elif mark == ":" and self._is_key():
            # The key of a table.
            del self.here.texts[-1:]

    def _is_key(self) -> bool:
        """Whether the text before a colon is a key of a table."""
        is_value = self.here.is_choice or "case" in self.here.names
        return not is_value and self.before[-1][:1] in {'"', "'"}
