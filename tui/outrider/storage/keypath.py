"""The path of a key inside a document."""

from __future__ import annotations

from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""From the document's root; integers index arrays, from 0."""
