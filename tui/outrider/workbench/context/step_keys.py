"""The keys that do something about an error, with what they do."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from outrider.keymap.key_display import border_hints
from outrider.widgets.response.response_panel import ResponsePanel
from outrider.widgets.view_models import SendOutcome


def step_keys(screen: Screen[Any], outcome: SendOutcome) -> list[tuple[str, str]]:
    """``e`` with ``Define "base_url"``, ``^R`` with ``Send again``; none without a step."""
    if not outcome.step_label:
        return []
    panel = screen.query_one(ResponsePanel)
    keys = [(border_hints(panel, ("problem.step", "")), outcome.step_label)]
    if outcome.needs_token:
        keys.append((border_hints(screen, ("new_token", "")), "New token"))
        keys.append((border_hints(screen, ("check_environment", "")), "Find the cause"))
    return [*keys, (border_hints(screen, ("send", "")), "Send again")]
