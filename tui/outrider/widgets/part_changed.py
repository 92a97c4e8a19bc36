"""What a pane of the request editor says when something was typed."""

from __future__ import annotations

from textual.message import Message


class PartChanged(Message):
    """The part of the request that a pane shows is different from before."""
