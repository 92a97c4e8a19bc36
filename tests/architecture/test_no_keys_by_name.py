"""A text on the screen names a key by its id, so that it names the key that the user has chosen."""

from __future__ import annotations

import re

import pytest
from tests.architecture.test_words import every_text

from outrider.keymap.key_table import key_rows

NAMED = re.compile(r"<([a-z_]+(?:\.[a-z_]+)?)>")
PRESS = re.compile(r"\b[Pp]ress(?:es)? (?!\{…\}|<[a-z_]+(\.[a-z_]+)?>)")
KEY = re.compile(
    r"\b(ctrl|alt|shift)\+\w|(?<!\w)\^[A-Z]\b|(?<![\w.])F\d{1,2}\b|\b(escape|esc|enter) cancels"
    r"|(?<![\w>}'-])[a-zA-Z] (adds|copies|edits|opens|removes|saves|shows)\b"
)

SHELL_ROOMS = ("cli/", "demo/", "importers/", "exporters/", "storage/user_files/")
"""What the shell says, and how keys are written in the settings."""

FIXED = {
    "Enter a value, or press escape.": "dialogs have this key, whatever the settings say",
    "Edit the row: enter accepts, esc cancels": "a field has these keys, whatever the settings say",
}


def names_a_key(text: str) -> bool:
    """Whether a text names a key as it is by default."""
    return bool(PRESS.search(text) or KEY.search(text))


def test_no_text_on_the_screen_names_a_default_key() -> None:
    found = {
        text: place
        for place, text, _ in every_text()
        if not place.startswith(SHELL_ROOMS) and names_a_key(text)
    }
    assert not {text: place for text, place in found.items() if text not in FIXED}


@pytest.mark.parametrize(
    "text",
    ["Press s to save it.", "Then press ctrl+s.", "Save (^S)", "none: a adds one", "v shows it"],
)
def test_what_is_looked_for_is_found(text: str) -> None:
    assert names_a_key(text)
    assert not names_a_key("Press <response.save> to save it; press {…} to leave.")


def test_every_key_that_a_text_names_is_one_that_can_be_chosen() -> None:
    known = {row.id for row in key_rows({})}
    named = {name for _, text, _ in every_text() for name in NAMED.findall(text) if "." in name}
    assert {"rows.add", "response.save"} <= named <= known
