"""How much of imported texts stands in the files of a workspace, which have a largest size."""

from __future__ import annotations

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import ItemBuilder
from outrider.importers.building.scope_builders import VariableBuilder

LONGEST_VALUE = 200_000
"""Bytes of a variable's value."""

LARGEST_SCOPE = 500_000
"""Bytes of the values of all variables of one file, which may have a million with all else."""

LONGEST_TEXT = 100_000
"""Bytes of a description, and of the comments at the end of a file."""

_AROUND = len("# \n")


def limit_values(values: VariableBuilder, report: BuildReport) -> None:
    """Leaves out the longest variables of a scope, until all of them fit into its file."""
    sizes = {name: _size(str(value)) for name, value in values.variables.items()}
    sizes |= {name: _size(value.reveal()) for name, value in values.secrets.items()}
    left = sum(sizes.values())
    for name in sorted(sizes, key=lambda one: -sizes[one]):
        if sizes[name] <= LONGEST_VALUE and left <= LARGEST_SCOPE:
            break
        left -= sizes[name]
        values.variables.pop(name, None)
        values.secrets.pop(name, None)
        report.lost(
            f'Variable "{name}" was not imported: its value has {sizes[name]} bytes.',
            why=f"The limit is {LONGEST_VALUE} bytes for a variable, and {LARGEST_SCOPE}"
            " for all variables of a file.",
            advice="Save the text in a file, and use the file as the request's body.",
        )
    _limit_comments(values.comments, report)


def limit_texts(item: ItemBuilder, report: BuildReport) -> None:
    """Cuts a description and kept scripts that are too long for the item's file."""
    size = _size(item.description)
    if size > LONGEST_TEXT:
        item.description = _cut(item.description, LONGEST_TEXT)
        report.lost(f"The description was cut from {size} to {LONGEST_TEXT} bytes.")
    _limit_comments(item.comments, report)


def _limit_comments(comments: list[str], report: BuildReport) -> None:
    size = sum(_size(line) + _AROUND for line in comments)
    if size <= LONGEST_TEXT:
        return
    kept: list[str] = []
    left = LONGEST_TEXT
    for line in comments:
        kept.append(_cut(line, max(left, 0)))
        left -= _size(line) + _AROUND
        if left <= 0:
            break
    comments[:] = [*kept, "… and more, which was not imported"]
    report.lost(
        f"Scripts and notes kept as comments were cut from {size} to {LONGEST_TEXT} bytes.",
        advice="See the imported file for the rest.",
    )


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _cut(text: str, size: int) -> str:
    """The start of a text, with a mark where more followed."""
    data = text.encode("utf-8", "replace")
    return text if len(data) <= size else data[:size].decode("utf-8", "ignore") + "…"
