"""``outrider help``: the reference, for the terminal, as Markdown and as manual pages."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from outrider.errors import UnknownName

if TYPE_CHECKING:
    import argparse

    from outrider.cli.reference.reference_page import ReferencePage

_FILES = "files"


def command(arguments: argparse.Namespace) -> int:
    """Prints a page, or writes all of them. Returns 0.

    Raises:
        UnknownName: the topic does not exist.
        SaveError: a file cannot be written.
    """
    from outrider.cli.reference.topics import KEYS, TOPICS

    if arguments.man or arguments.markdown:
        return _write(arguments)
    words = [word.lower() for word in arguments.topic]
    if not words:
        _print(_topics())
    elif words == [KEYS]:
        from outrider.cli.arguments.command_line import parser
        from outrider.cli.commands import keys_command

        return keys_command.command(parser(KEYS).parse_args([KEYS]))
    elif words[0] == _FILES and len(words) == 2:
        _print(_kind(words[1]))
    elif len(words) == 1 and words[0] in TOPICS:
        from outrider.cli.reference.topics import topic_page

        _print(topic_page(words[0]))
    else:
        _print_command(words)
    return 0


def _print(page: ReferencePage) -> None:
    from outrider.cli.output.terminal_width import columns_of
    from outrider.cli.reference.plain_page import plain_page

    sys.stdout.write(plain_page(page, columns_of(sys.stdout)))


def _topics() -> ReferencePage:
    """What there is to ask for."""
    from outrider.cli.reference.reference_page import PageList, PageText, ReferencePage
    from outrider.cli.reference.topics import KEYS, TOPICS

    rows = tuple(
        (name, f"{summary[0].upper()}{summary[1:]}.") for name, (summary, _) in TOPICS.items()
    )
    return ReferencePage(
        "help",
        "Topics",
        "topics of the reference",
        (
            PageList((*rows, (KEYS, "Every key of the workbench."))),
            PageText(
                "`outrider help TOPIC` explains one; `outrider help files KIND` lists the keys of "
                "a kind of file; `outrider help COMMAND` is that command's help."
            ),
        ),
    )


def _kind(name: str) -> ReferencePage:
    from outrider.cli.reference.declared_files import file_kinds, find_kind
    from outrider.cli.reference.file_pages import kind_page

    kind = find_kind(name)
    if kind is None:
        known = ", ".join(one.name for one in file_kinds())
        raise UnknownName(f'Unknown kind of file "{name}".', advice=f"Kinds: {known}.")
    return kind_page(kind)


def _print_command(words: list[str]) -> None:
    """The help of a command.

    Raises:
        UnknownName: neither a topic nor a command.
    """
    from difflib import get_close_matches

    from outrider.cli.arguments.command_line import parser
    from outrider.cli.main import COMMANDS
    from outrider.cli.reference.command_page import commands_of
    from outrider.cli.reference.topics import KEYS, TOPICS

    name = " ".join(words)
    if name in COMMANDS:
        commands_of(parser(name))[name].print_help()
        return
    near = get_close_matches(name, (*TOPICS, KEYS, *COMMANDS), 1)
    hint = f'Did you mean "{near[0]}"? ' if near else ""
    raise UnknownName(
        f'Unknown help topic "{name}".', advice=f"{hint}Run outrider help for the topics."
    )


def _write(arguments: argparse.Namespace) -> int:
    from outrider.cli.output.written_files import write_below

    folder = Path(arguments.man or arguments.markdown)
    files = manual_pages() if arguments.man else markdown_files()
    write_below(folder, files)
    for name in files:
        sys.stdout.write(f"{folder / name}\n")
    return 0


def manual_pages() -> Mapping[str, str]:
    """The manual pages by their paths below ``share/man``."""
    from outrider.cli.reference.command_page import command_page
    from outrider.cli.reference.declared_files import file_kinds
    from outrider.cli.reference.file_pages import kind_page
    from outrider.cli.reference.man_page import man_page
    from outrider.cli.reference.topics import topic_page

    of_program = (topic_page(name) for name in ("environment-variables", "exit-status"))
    of_files = (topic_page(name) for name in (_FILES, "auth", "secrets", "variables"))
    kinds = (kind_page(kind) for kind in file_kinds())
    program = "send requests to OAuth-protected APIs from the terminal"
    return {
        "man1/outrider.1": man_page("outrider", 1, program, (command_page(), *of_program)),
        "man5/outrider-files.5": man_page(
            "outrider-files", 5, "files of a workspace and of the user", (*of_files, *kinds)
        ),
    }


def markdown_files() -> Mapping[str, str]:
    """The reference in Markdown by the names of its files."""
    from outrider.cli.reference.markdown_page import markdown_page

    return {f"{page.name}.md": markdown_page(page) for page in _every_page()}


def _every_page() -> Iterator[ReferencePage]:
    from outrider.cli.reference.command_page import command_page
    from outrider.cli.reference.declared_files import file_kinds
    from outrider.cli.reference.file_pages import kind_page
    from outrider.cli.reference.topics import TOPICS, topic_page

    for name in TOPICS:
        yield topic_page(name)
    yield from (kind_page(kind) for kind in file_kinds())
    yield command_page()
    yield _keys_page()


def _keys_page() -> ReferencePage:
    """Every key as it is without settings."""
    from outrider.cli.commands.keys_command import key_lists
    from outrider.cli.reference.reference_page import PageHeading, PageList, PageText, ReferencePage
    from outrider.cli.reference.topics import KEYS

    blocks = (
        (PageHeading(where), PageList(tuple(rows), ("key", "what it does")))
        for where, rows in key_lists().items()
    )
    return ReferencePage(
        KEYS,
        "Keys",
        "every key of the workbench",
        (
            PageText(
                "`outrider keys` prints these with what the settings have changed. A key after "
                "`ctrl+g` is that of the action menu. Change keys in [keys] of the settings, by "
                "the name of their action."
            ),
            *(block for pair in blocks for block in pair),
        ),
    )
