"""Scripts that are not run, at the ends of the files of their folders and requests."""

from __future__ import annotations

from outrider.importers.building.item_builders import ImportedScript, ItemBuilder


def comment_script(draft: ItemBuilder, script: ImportedScript, label: str) -> None:
    """Writes a script at the end of its file, once."""
    first = f"{label}, which is not run:"
    lines = [first, *(f"  {line}" for line in (script.written or script.text).splitlines())]
    if "\n".join(lines) not in "\n".join(draft.comments):
        draft.comments += lines
