"""Credentials in scripts: a text without a name of its own has those of its statement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.credential_names import (
    SECRET_FIELDS,
    is_credential_name,
    name_words,
)
from outrider.credential_shapes.credential_search import (
    MIXED,
    find_credentials,
    find_in_title,
    without_overlaps,
)
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.credential_shapes.script_bindings import (
    ADDRESS,
    find_bound,
    joined_pieces,
    used_names,
    without_patterns,
)
from outrider.credential_shapes.script_escapes import without_escapes
from outrider.credential_shapes.value_shapes import (
    SCHEME_WORD,
    is_placeholder,
    looks_made,
    opens_something,
    shaped_spans,
)
from outrider.lazy_pattern import lazy_pattern

_MOST = "{0,1000}"
_TOKEN = lazy_pattern(
    r"(?P<comment>//[^\n]*|/\*(?:(?!\*/).)*(?:\*/)?)"
    rf"|(?P<text>\"(?:[^\"\\\n]|\\.){_MOST}\"|'(?:[^'\\\n]|\\.){_MOST}'|`(?:[^`\\]|\\.){_MOST}`)"
    r"|(?P<name>[A-Za-z_$][\w$]*)"
    r"|(?P<mark>=>|[!=]={1,2}|\|\||\?\?|&&|[;{}()\[\],:?=\n])",
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
        *("sign", "encrypt", "decrypt", "btoa", "createhmac", "hmac", "hmacsha1", "hmacsha224"),
        *("hmacsha256", "hmacsha384", "hmacsha512", "hmacmd5", "hmacsha3", "pbkdf2", "importkey"),
    }
)
_WRAPS = frozenset(
    {
        *("parse", "String", "from", "encode", "decode", "atob", "btoa", "unescape", "trim"),
        *("encodeURIComponent", "decodeURIComponent", "parseUtf8", "toBytes", "str2ab", "resolve"),
    }
)
"""What is called with a text and gives it back in another form."""
_ASKS_FOR = lazy_pattern(
    r"_?(?:get|fetch|load|read|find|remove|delete|clear|unset|has|request|refresh|generate|create|"
    r"make|build|new|is|expire|renew|revoke|decode|parse|split)(?![a-z])"
)
"""What a function that is called like a credential does with its argument: that is none."""
_NO_KEY = lazy_pattern(
    r"(?:AES|[HREP]S\d|RSA|EC|DES|SHA|HMAC|utf|base|hex|PKCS|OAEP)", re.IGNORECASE
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
_OTHERS = frozenset(
    {
        *("id", "url", "uri", "endpoint", "host", "path", "scope", "scopes", "type", "method"),
        *("mode", "name", "user", "username", "email", "audience", "resource", "realm", "tenant"),
        *("grant", "key", "keys", "version", "region", "algorithm", "alg", "expiry", "accept"),
    }
)
"""Last words of keys whose values open nothing, whatever table they stand in."""
_VALUES = frozenset({"value", "val", "v", "default", "data", "content", "raw", "initial"})
"""Keys that say nothing of their value: its row or table does."""
_ARRANGED = lazy_pattern(
    r"_?(?:[Bb]y|BY|[Ff]or|FOR|[Pp]er|PER)_?[A-Z]\w{0,40}$"
    r"|_?(?:[Mm]ap|MAP|[Tt]able|TABLE|[Ll]ist|LIST|[Ss]tore|[Ll]ookup)$"
)
"""What a name says of the table in which credentials are."""
_TEST_API = lazy_pattern(r"\bpw(?=\.(?:test|expect|env|response)\b)")
"""What Hoppscotch calls the object of its tests; of the same length as Postman's."""
_NAME = lazy_pattern(r"[A-Za-z_$][\w$]*")
_NO_CALL = frozenset({"=", ":", "||", "??", "&&", "?", "(", "return", "=>"})
"""Behind one of these a parenthesis calls nothing."""
_MOST_AROUND = 40
"""Names around a table that are looked at."""
_TABLE_BEFORE = frozenset({"=", ",", ":", "[", "(", "=>", "return"})
_LEAVES_OPEN = frozenset({",", "||", "??", "&&", "?"})
"""Nor behind one of these."""
_GOES_ON = lazy_pattern(r"[ \t]{0,40}(?:[?:+.|&]|=>)")
"""A statement does not end before one of these, though its line does."""


class _Text(Struct):
    """A text between quotes.

    Attributes:
        has_name: it has a name of its own, by which it is judged as a whole.
        is_like: the names of its statement are its own.
        key: its name in a table.
        target: what gets it, or else another value.
    """

    start: int
    end: int
    has_name: bool
    is_like: bool
    key: str | None = None
    target: str = ""


class _Statement(Struct):
    """What was read of a statement.

    Attributes:
        names: identifiers, and texts that are names.
        texts: those that may be credentials.
        is_choice: it has a question mark, so that a colon stands between two values.
        around: the names of the table in which it stands, or of the function that returns it.
    """

    names: list[str] = field(default_factory=list)
    texts: list[_Text] = field(default_factory=list)
    is_choice: bool = False
    around: list[str] = field(default_factory=list)


def find_in_script(text: str) -> Iterator[FoundCredential]:
    """Every credential in a script, in order.

    Beside what :func:`find_credentials` finds these are the texts of lists, comparisons, calls,
    choices and templates, where the statement speaks of a credential. What holds a reference is
    left out; the spans do not overlap.
    """
    plain, places = without_escapes(text)
    found = (
        FoundCredential(places[one.start], places[one.end], one.name) for one in _in_plain(plain)
    )
    return without_overlaps(found)


def _in_plain(text: str) -> Iterator[FoundCredential]:
    """As :func:`find_in_script`, in no order, where no letter is written as an escape."""
    yield from (FoundCredential(*span, "") for span in shaped_spans(text))
    text = _TEST_API.sub("pm", without_patterns(text))
    found = [*find_credentials(text), *find_bound(text), *_in_statements(text)]
    yield from found
    yield from joined_pieces(text, found)


def _in_statements(text: str) -> Iterator[FoundCredential]:
    used = used_names(text)
    for statement in _statements(text):
        own, around = (
            [told for name in dict.fromkeys(names) if (told := used.get(name) or _told_by(name))]
            for names in (statement.names, statement.around)
        )
        for one in statement.texts:
            if one.target:
                told = used.get(one.target) or _told_by(one.target)
                own_or_target = [told] if told else []
                yield from _in_text(text, one, own_or_target)
            elif one.key is None or _is_judged(one.key):
                yield from _in_text(text, one, own)
            else:
                names = [*own, *around] if one.key.lower() in _VALUES else around
                yield from _in_text(text, _Text(one.start, one.end, False, True), names)


def _is_judged(key: str) -> bool:
    """Whether a key says by itself what its value is."""
    words = name_words(key)
    return bool(_told_by(key)) or not words or words[-1] in _OTHERS


def _told_by(name: str) -> str:
    """The name of the credential that a name tells of; empty for none."""
    lower = name.lower()
    if lower in _LIKE_CREDENTIALS or lower in SECRET_FIELDS or is_credential_name(name):
        return name
    core = _ARRANGED.sub("", name)
    return core if core != name and is_credential_name(core) else ""


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
        if is_placeholder(value) or ADDRESS.search(value):
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
    return any(
        is_credential(name, value)
        if name.lower() not in _LIKE_CREDENTIALS
        else looks_made(value) and _NO_KEY.match(value) is None
        for name in names
    )


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
        elif reader.ends_at(written) and not (
            written == "\n" and _GOES_ON.match(text, token.end())
        ):
            yield reader.next(written)
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
        self._around: list[list[tuple[str, int]]] = []
        self._calls: list[tuple[str, int]] = []
        self._target = ""
        self._is_list = False
        self._chosen: list[str] = []
        self._tables: list[tuple[list[str], bool]] = []

    def next(self, mark: str) -> _Statement:
        """The statement that ends at a mark, and begins another one."""
        done, self.here = self.here, _Statement()
        self._is_list = False
        self._target = ""
        if mark == "{":
            is_table = self.before[-1] in _TABLE_BEFORE - {"(", "=>"}
            self._tables.append(([*done.around, *done.names][-_MOST_AROUND:], is_table))
        elif mark == "}":
            del self._tables[-1:]
        if self._tables and self._tables[-1][1]:
            self.here.around = self._tables[-1][0]
        if "switch" in done.names:
            self._chosen = done.names
        elif "case" in done.names:
            done.names += self._chosen
        return done

    def text(self, start: int, end: int, inner: str) -> None:
        """Takes a text, but for what is judged by its own name, and what names something."""
        here, (before, last) = self.here, self.before
        if re.fullmatch(r"[\w.-]{1,64}", inner) and (
            inner.lower() in SECRET_FIELDS or is_credential_name(inner)
        ):
            here.names.append(inner)
        if last == "(" and before in _ASKS:
            return
        is_like = last in _COMPARED or (last == "(" and before in _COMPARED)
        is_like |= last in {"[", ","} and self._is_list
        is_like |= last in {"return", "=>"}
        if last == "return" and self._tables:
            here.names += self._tables[-1][0]
        has_name = last == "=" or (last == ":" and not here.is_choice)
        key = before.strip("\"'`") if has_name and last == ":" else None
        is_value = self._is_value()
        is_like |= is_value or self._is_given()
        target = self._target if is_value else ""
        here.texts.append(_Text(start, end, has_name, is_like, key, target))

    def _is_value(self) -> bool:
        """Whether a text is what an expression comes to, perhaps in another form."""
        before, last = self.before
        if last in {"||", "??", "&&", "?"} or (last == ":" and self.here.is_choice):
            return True
        return last == "(" and (before in _WRAPS or before in _NO_CALL)

    def _is_given(self) -> bool:
        """Whether a function is called with it that takes a credential there."""
        if not self._calls or self.before[-1] not in {"(", ","}:
            return False
        called, count = self._calls[-1]
        if called.lower() in _LIKE_CREDENTIALS:
            self.here.names.append(called)
            return True
        return bool(_told_by(called)) and _ASKS_FOR.match(called) is None and not count

    def ends_at(self, mark: str) -> bool:
        """Whether a statement ends there."""
        if mark == "{":
            self._around.append(self._calls)
            self._calls = []
        elif mark == "}":
            self._calls = self._around.pop() if self._around else []
        goes_on = bool(self._calls) or self.before[-1] in _LEAVES_OPEN
        return mark in "{};" or (mark == "\n" and not goes_on)

    def mark(self, mark: str) -> None:
        """Takes any other mark."""
        if mark in "([":
            last = self.before[-1]
            self._calls.append((last if mark == "(" and _NAME.fullmatch(last) else "", 0))
            self._is_list = mark == "[" and (last in {"=", "["} or (self._is_list and last == ","))
        elif mark in ")]":
            del self._calls[-1:]
        elif mark == ",":
            if self._calls:
                name, count = self._calls[-1]
                self._calls[-1] = name, count + 1
            else:
                self._target = ""
        elif mark == "?":
            self.here.is_choice = True
        elif mark == "=":
            last = self.before[-1]
            self._target = last if _NAME.fullmatch(last) else ""
        elif mark == ":" and self._is_key():
            # The key of a table.
            del self.here.texts[-1:]

    def _is_key(self) -> bool:
        """Whether the text before a colon is a key of a table."""
        is_value = self.here.is_choice or "case" in self.here.names
        return not is_value and self.before[-1][:1] in {'"', "'"}
