"""A curl command's words as the operations that they describe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct, structs

from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.curl_options import LETTERS, VALUES, find_option
from outrider.importers.curl.lone_dashes import without_lone_dashes
from outrider.importers.curl.shell_command import VARIABLE, ShellCommand
from outrider.importers.curl.shell_notes import ShellNote
from outrider.importers.importer import ReadFile, no_file
from outrider.model.import_result import ImportReport

_CONFIG_LINE = re.compile(
    r'([^ \t=:]*)[ \t]*[=:]?[ \t]*(?:"((?:[^"\\]|\\.?)*).*|([^"].*)?)', re.DOTALL
)

_RAW = re.compile("[\ud800-\udfff]+")
"""Bytes that are no UTF-8, as a text has them."""

_ENCODED = frozenset(("url-query", "user", "proxy-user"))
"""Options whose values are encoded before they are sent, byte by byte."""

_CONTENT = re.compile(r"[^=@]*=|(?=[^=@]*\Z)")
"""What stands before the content that ``--data-urlencode`` encodes; a file has none."""
_SCHEMES = frozenset(("digest", "ntlm", "negotiate", "anyauth", "aws-sigv4"))
OTHER_AUTH = "auth-type"
"""No option of curl: the auth scheme of another program where neither curl nor Outrider has it."""

_NAMED = frozenset(("header", "proxy-header", "form", "form-string", "cookie"))
"""Options whose values begin with the name of what they set."""
_BODY = frozenset(("data", "data-ascii", "data-binary", "data-raw", "json", "form", "form-string"))

DEEPEST_CONFIG = 8
"""Files that name files in ``--config``."""


_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[:/?#]|\Z)|localhost|[\w.-]+:\d+|\[|\0", re.I)
"""What goes to a host although it has no scheme."""


class CurlOption(Struct, frozen=True):
    """One option by its long name; a switch, which is on or off, has no value."""

    name: str
    value: str = ""
    on: bool = True


class CurlOperation(Struct, frozen=True):
    """What stands between two ``--next``: options, and the URLs that they hold for.

    Attributes:
        unread: words that may be options, of which only a shell knows what they are.
        program: what sends this, for the report.
    """

    options: tuple[CurlOption, ...]
    urls: tuple[str, ...]
    notes: tuple[ShellNote, ...] = ()
    unread: tuple[str, ...] = ()
    program: str = "curl"

    def last(self, name: str) -> str | None:
        """The value of the last option of this name."""
        return next((one.value for one in reversed(self.options) if one.name == name), None)

    def all(self, name: str) -> Iterator[str]:
        """The values of every option of this name."""
        return (one.value for one in self.options if one.name == name)

    def on(self, name: str) -> bool:
        """Whether a switch is on."""
        return next((one.on for one in reversed(self.options) if one.name == name), False)


def operations(
    command: ShellCommand, arguments: Sequence[str], read: ReadFile
) -> list[CurlOperation]:
    """The operations of one command, whose arguments come without its name."""
    files = AtFileReader(command, read, ImportReport())
    collector = _Collector(command.line, files, is_paste=read is no_file)
    before = len(command.words) - len(arguments)
    plain = without_lone_dashes(arguments, {index - before for index in command.bare}, command.line)
    collector.tell(plain.notes)
    collector.take(plain.words, plain.bare)
    collector.end()
    return collector.done


class _Collector:
    def __init__(self, line: int, files: AtFileReader, *, is_paste: bool) -> None:
        self._line = line
        self._files = files
        self._is_paste = is_paste
        self._depth = 0
        self.done: list[CurlOperation] = []
        self._begin()

    def _begin(self) -> None:
        self._options: list[CurlOption] = []
        self._urls: list[str] = []
        self._notes: list[ShellNote] = []
        self._unread: list[str] = []
        self._doubtful: dict[int, str] = {}
        self._unknown = ""

    def tell(self, notes: Iterable[ShellNote]) -> None:
        """Has notes told with the operation that is being read."""
        self._notes += notes

    def end(self) -> None:
        self._drop_arguments()
        if not self._urls and self._unread and VARIABLE.search(self._unread[-1]):
            # What stands there alone, or last, is where it goes to.
            self._urls.append(self._unread.pop())
        if self._urls or self._options or self._notes or self._unread:
            self.done.append(
                CurlOperation(
                    tuple(map(self._as_text, self._options)),
                    tuple(self._urls),
                    tuple(self._notes),
                    tuple(self._unread),
                )
            )
        self._begin()

    def _drop_arguments(self) -> None:
        """Takes no URL for one that may be the argument of an option that curl does not know."""
        found = [self._urls[index] for index in self._doubtful]
        sure = [url for index, url in enumerate(self._urls) if index not in self._doubtful]
        likely = [url for url in found if "://" in url] or list(filter(_ADDRESS.match, found))
        kept = sure or likely[-1:]
        for index, option in self._doubtful.items():
            if self._urls[index] not in kept:
                self._note(
                    f"The word after unknown option {option} was not imported.",
                    "It may be the argument of the option.",
                    "Correct the option and import the command again.",
                )
        self._urls = kept

    def _as_text(self, option: CurlOption) -> CurlOption:
        """The option with references in the place of bytes that no file can hold, which is told."""
        if option.name in _ENCODED and not (option.name == "user" and self._has_scheme()):
            return option
        reference = f"bytes_of_{option.name.replace('-', '_')}"
        # The content of this one is encoded, and its name is not.
        before = _CONTENT.match(option.value) if option.name == "data-urlencode" else None
        end = before.end() if before else len(option.value)
        value = _RAW.sub(f"\0({reference}\0", option.value[:end]) + option.value[end:]
        if value == option.value:
            return option
        is_body = option.name in _BODY
        part = re.match(r"([^:=\ud800-\udfff\0]+)[:=]", option.value)
        named = f" {part[1]}" if part and option.name in _NAMED else ""
        self._note(
            f"--{option.name}{named} contains bytes that are not UTF-8; reference "
            f"{{{{{reference}}}}} replaces them.",
            "Files of a workspace are UTF-8 text.",
            "Save the bytes in a file, and send that file as the body or as the part."
            if is_body
            else "Write the value in ASCII in place of the reference.",
        )
        return structs.replace(option, value=value)

    def _has_scheme(self) -> bool:
        return any(one.name in _SCHEMES for one in self._options)

    def take(self, arguments: Sequence[str], bare: AbstractSet[int] = frozenset()) -> None:
        """Takes arguments; what a shell may make several words of is ``bare``, by its place."""
        numbered = enumerate(arguments)
        words = (word for _, word in numbered)
        plain = False
        for index, word in numbered:
            unknown, self._unknown = self._unknown, ""
            if index in bare or (word.startswith("-") and VARIABLE.match(word.lstrip("-"))):
                self._unread.append(word)
            elif plain or not word.startswith("-") or word == "-":
                if unknown:
                    self._doubtful[len(self._urls)] = unknown
                if word.strip():
                    # Of blanks by themselves curl says that they are no URL.
                    self._urls.append(word)
            elif word == "--":
                plain = True
            elif word.startswith("--"):
                self._long(word[2:], words)
            else:
                self._short(word[1:], words)

    def _short(self, letters: str, words: Iterator[str]) -> None:
        for index, letter in enumerate(letters):
            name = LETTERS.get(letter)
            if letter == "\0":
                self._unread.append(letters[index:])
                return
            if name is None:
                self._note(f"Unknown curl option -{letter}.")
                self._unknown = f"-{letter}"
            elif name in VALUES:
                self._add(name, letters[index + 1 :] or next(words, None))
                return
            else:
                self._add(name, "")

    def _long(self, written: str, words: Iterator[str]) -> None:
        expanded = written.startswith("expand-")
        found = find_option(written.removeprefix("expand-") if expanded else written)
        if found is None:
            name = written.partition("=")[0]
            self._note(f"Unknown or ambiguous curl option --{name}.")
            self._unknown = "" if "=" in written else f"--{name}"
            return
        name, on = found
        value = next(words, None) if name in VALUES else ""
        if expanded:
            self._note(f"--{written} was imported without expanding its variables.")
        self._add(name, value, on=on)

    def _add(self, name: str, value: str | None, *, on: bool = True) -> None:
        if value is None:
            self._note(f"--{name} has no value.")
        elif name == "next":
            self.end()
        elif name == "url":
            self._urls.append(value)
        elif name == "config":
            self._config(value)
        else:
            self._options.append(CurlOption(name, value, on))

    def _config(self, file: str) -> None:
        data = self._files.data(file) if self._depth < DEEPEST_CONFIG else None
        if data is None:
            self._unread.append(f"--config {file}")
            if self._is_paste:
                self._note(
                    f"--config {file} was not read: its options are missing.",
                    "Pasted commands do not read files.",
                )
            return
        self._depth += 1
        for line in data.decode("utf-8", "replace").splitlines():
            self.take(config_words(line))
        self._depth -= 1

    def _note(self, what: str, why: str = "", advice: str = "") -> None:
        self._notes.append(ShellNote(self._line, what, why, advice))


def config_words(line: str) -> list[str]:
    """A line of a file for ``--config`` as arguments: ``url = "x"`` and ``-H "a: b"`` alike."""
    text = line.strip()
    if not text or text.startswith("#"):
        return []
    match = _CONFIG_LINE.fullmatch(text)
    assert match is not None
    name, quoted, rest = match.groups()
    option = name if name.startswith("-") else f"--{name}"
    if quoted is not None:
        known = {"t": "\t", "n": "\n", "r": "\r", "v": "\v"}
        return [option, re.sub(r"\\(.?)", lambda found: known.get(found[1], found[1]), quoted)]
    if not rest:
        return [option]
    words = rest.split("#", 1)[0].split()
    return [option, words[0] if words else ""]
