"""The keys that do something about an error, as the last line of it."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from outrider.keymap.key_display import border_hints
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.view_models import SendOutcome


def step_line(screen: Screen[Any], outcome: SendOutcome) -> str:
    """``e Define "base_url"   ^R Send again``; empty where no key can do anything."""
    if not outcome.step_label:
        return ""
    words = [border_hints(screen.query_one(ResponsePanel), ("response.step", outcome.step_label))]
    if outcome.needs_token:
        words.append(border_hints(screen, ("new_token", "New token")))
    return "   ".join([*words, border_hints(screen, ("send", "Send again"))])
