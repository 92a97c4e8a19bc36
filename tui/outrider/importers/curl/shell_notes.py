"""What is told of a command that a shell would change before it runs."""

from __future__ import annotations

from msgspec import Struct

from outrider.credential_shapes import is_credential_name, looks_made, may_open
from outrider.importers.curl.shell_text import behind_brace
from outrider.importers.importer import without_credentials
from outrider.lazy_pattern import lazy_pattern
from outrider.model.secret import MASK

_PRINTED = lazy_pattern(r"((?<![\w./-])(?:printf|echo|print)(?=\s))([^|;&)`\n]*)")
_TEXT = lazy_pattern(r"(?<![^\s\"'])(?![-$%\\])[^\s\"'$%\\]{4,}")
"""A word, or the part of one that no variable gives."""
_EXPANDED = lazy_pattern(r"\$\{([A-Za-z_]\w*)(:?[-=+?]|/{1,2}|[#%]{1,2})")
"""A variable, and what bash does with it (its manual, Shell Parameter Expansion)."""
_PUBLIC = lazy_pattern(
    r"(?:https?://[\w.:/-]+|localhost|[a-z]\w*(?:\.[a-z]\w*)+|\d+(?:\.\d+){3})(?::\d+)?(?:/[\w./-]*)?"
)
"""An address without user and query."""
_DEEPEST = 8
"""Defaults within defaults that are looked at."""
_SHORTEST = 4
"""Characters of a default that may be a credential, whatever its variable is called."""
_LITERAL = lazy_pattern(r"(?<!\$)(?<!\$\{)(?<![\w])[^\s\"'$`{}/]{2,}")
_WORD = lazy_pattern(r"(?:(?<![\w./~+-])|(?<=[:{\w]-))\w[\w.~+-]*(?![\w./~+-])")


class ShellNote(Struct, frozen=True):
    """Something that a shell would do and that is not done here, or is done otherwise.

    Attributes:
        name: the reference that stands for it; empty where none does.
        unused: what is told in its place where no request has that reference.
        written: what it is about, as the script has it.
        gives: the variable that gets a value by it, if it has none.
    """

    line: int
    what: str
    why: str = ""
    advice: str = ""
    is_change: bool = False
    name: str = ""
    unused: str = ""
    written: str = ""
    gives: str = ""


def loop_note(name: str, line: int) -> ShellNote:
    """What is told of a variable of a loop."""
    return _changed_note(name, line, "The script changes it in a loop")


def branch_note(name: str, line: int) -> ShellNote:
    """What is told of a variable that has a value on a condition."""
    return _changed_note(name, line, "The script changes it on a condition")


def function_note(name: str, line: int) -> ShellNote:
    """What is told of a variable that differs between the calls of a function, or by one."""
    return _changed_note(name, line, "Its value depends on when a function of the script is called")


def others_note(name: str, line: int) -> ShellNote:
    """What is told of a variable that commands in another place may change."""
    return _changed_note(
        name, line, "The script runs commands of another file, which may change it"
    )


def read_note(name: str, line: int) -> ShellNote:
    """What is told of a variable whose value is typed, or read from a file."""
    return _changed_note(name, line, "The script reads its value while it runs")


def _changed_note(name: str, line: int, why: str) -> ShellNote:
    return ShellNote(
        line,
        f'Variable "{name}" of the script was replaced by reference {{{{{name}}}}}.',
        f"{why}; the import does not run commands.",
        f'Define variable or secret "{name}" before sending.',
        name=name,
    )


def place_note(place: str, line: int) -> ShellNote:
    """What is told of a command that runs in a container, on another host or the like."""
    return ShellNote(
        line,
        f"The command runs {place}; the request is sent from this computer.",
        "Names of hosts, files and OS environment variables may have another meaning there.",
        is_change=True,
    )


def elsewhere_note(name: str, place: str, line: int) -> ShellNote:
    """What is told of a variable that is one of the shell in another place."""
    return ShellNote(
        line,
        f'Variable "{name}" of the script was replaced by reference {{{{{name}}}}}.',
        f"The command runs {place}, where the variable has its value.",
        f'Define variable or secret "{name}" before sending.',
        name=name,
    )


def value_note(name: str, line: int) -> ShellNote:
    """What is told of a variable of the script whose value is not known."""
    return ShellNote(
        line,
        f'Variable "{name}" of the script was replaced by reference {{{{{name}}}}}.',
        "The script gives it its value; the import does not run commands.",
        f'Define variable or secret "{name}" before sending.',
        name=name,
    )


def environment_note(written: str, name: str, line: int) -> ShellNote:
    """What is told of a variable as PowerShell writes it, in a command for bash."""
    return ShellNote(
        line,
        f"{written} was read as OS environment variable {name}.",
        "That is how PowerShell writes it; the rest looks like a command for bash.",
        is_change=True,
    )


def output_note(written: str, name: str, line: int) -> ShellNote:
    """What is told of an expression that only a shell has a value for."""
    return ShellNote(
        line,
        f"{_shown(written)} was replaced by reference {{{{{name}}}}}.",
        "A shell would replace it; the import does not run commands.",
        f'Define variable or secret "{name}" before sending.',
        name=name,
        unused=f"The value of {_shown(written)} is not known.",
        written=written,
    )


def default_note(written: str, name: str, line: int, *, gives: str = "") -> ShellNote:
    """What is told of a variable for which the script has a default."""
    return ShellNote(
        line,
        f"{_shown(written)} was replaced by reference {{{{{name}}}}}.",
        "Whether a shell takes the default is known only when it runs; it was not imported.",
        f'Define variable or secret "{name}" before sending.',
        name=name,
        written=written,
        gives=gives,
    )


def typography_note(line: int) -> ShellNote:
    """What is told of characters that a text program has put in the place of plain ones."""
    return ShellNote(
        line,
        "Typographic quotes, dashes and spaces were read as plain ones.",
        "A word processor inserts them; a shell would read them as letters.",
        is_change=True,
    )


def _shown(written: str) -> str:
    """An expression for the report, without what may be a credential in it.

    What ``printf`` and ``echo`` print is what is sent, often in the place of a credential: of that
    nothing is shown but options, formats and variables.
    """
    written = _without_defaults(written)
    printed = _PRINTED.sub(lambda found: found[1] + _TEXT.sub(MASK, found[2]), written)
    made = _WORD.sub(lambda found: MASK if looks_made(found[0]) else found[0], printed)
    return without_credentials(made)


def _without_defaults(written: str, depth: int = 0) -> str:
    """The text without what ``${NAME:-…}`` has in the place of a value that is not there.

    The default of a credential is one. Whether this is a credential its name says; where it does
    not, only an address, a number and what :func:`may_open` knows are shown.
    """
    pieces, at = [], 0
    for match in _EXPANDED.finditer(written):
        if match.start() < at:
            continue
        end = behind_brace(written, match.end())
        inside = written[match.end() : max(end - 1, match.end())]
        pieces += [written[at : match.end()], _masked_default(match[1], inside, depth)]
        at = end - 1
    return "".join([*pieces, written[at:]])


def _masked_default(name: str, inside: str, depth: int) -> str:
    if depth > _DEEPEST:
        return MASK
    bare = inside.strip("\"'")
    if "$" in inside or "`" in inside:
        whole = _without_defaults(inside, depth + 1)
        return whole if whole != inside else _LITERAL.sub(MASK, inside)
    is_short = len(bare) < _SHORTEST
    is_public = not is_credential_name(name) and (is_short or _PUBLIC.fullmatch(bare) is not None)
    return inside if is_public or not may_open(name, bare) else MASK
