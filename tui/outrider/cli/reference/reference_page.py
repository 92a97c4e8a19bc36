"""A page of the reference as data: the terminal, Markdown and man pages are drawn from it.

Texts have in backticks what is to be typed.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class PageHeading(Struct, frozen=True):
    """The title of a part; ``level`` 1 or 2."""

    text: str
    level: int = 1


class PageText(Struct, frozen=True):
    """A paragraph."""

    text: str


class PageList(Struct, frozen=True):
    """Terms, each with what it means; ``head`` names the two for a table."""

    rows: tuple[tuple[str, str], ...]
    head: tuple[str, str] = ("name", "what it is")


class PageEntry(Struct, frozen=True):
    """A key: what it is called, facts with their names, what it means, and an example as TOML."""

    name: str
    facts: tuple[tuple[str, str], ...]
    text: str
    example: str = ""


class PageCode(Struct, frozen=True):
    """Lines as they are; ``language`` for Markdown."""

    text: str
    language: str = "text"


PageBlock: TypeAlias = PageHeading | PageText | PageList | PageEntry | PageCode


class ReferencePage(Struct, frozen=True):
    """A page.

    Attributes:
        name: of the topic.
        summary: one line, without a period.
    """

    name: str
    title: str
    summary: str
    blocks: tuple[PageBlock, ...]
