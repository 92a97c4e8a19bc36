"""The editor's fields on a terminal: suggestions, another editor, line breaks, as raw bytes."""

from __future__ import annotations

from pathlib import Path

from tests.engine_lab import Lab
from tests.pty.conftest import Start

PASTE = b"\x1b[200~%s\x1b[201~"


def editor(lab: Lab, words: str) -> dict[str, str | None]:
    """An editor that notes the name and the mode of the file that it is given."""
    script = lab.root / "edit.sh"
    noted = lab.root / "noted"
    script.write_text(
        "#!/bin/sh\n"
        f'echo "$1" > {noted}; stat -c \'%a\' "$1" >> {noted}; cat "$1" >> {noted}\n'
        f"{words}\n"
    )
    script.chmod(0o700)
    return {"EDITOR": str(script), "VISUAL": None}


def noted(lab: Lab) -> tuple[Path, str, str]:
    """The file that the editor was given, its mode, and what was in it."""
    name, mode, text = (lab.root / "noted").read_text().split("\n", 2)
    return Path(name), mode, text


def test_a_name_is_completed_by_tab_and_by_enter(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    terminal.send(b"\x07u\x05\x15{{ba")
    terminal.wait_for("›base_url")
    terminal.send(b"\t/one")
    terminal.wait_for("{{base_url}}/one")
    terminal.wait_gone("›base_url")
    terminal.send(b"{{")
    terminal.wait_for("access_token")
    terminal.send(b"\x1b")
    terminal.wait_gone("access_token")
    terminal.send(b"\x15{{bas")
    terminal.wait_for("›base_url")
    terminal.send(b"\r")
    terminal.wait_gone("›base_url")
    terminal.send(b"{{oops}}")
    terminal.wait_for("? 1   Send ^R", 'Variable "oops" is not defined.')
    terminal.send(b"\x1a\x1a\x1a")
    terminal.wait_gone("oops")


def test_a_field_goes_to_an_editor_and_back(lab: Lab, workbench: Start) -> None:
    terminal = workbench(environment=editor(lab, "printf 'http://a.test/é\\n' > \"$1\""))
    terminal.send(b"\x07u\x05")
    terminal.send(b"\x1bOS")
    terminal.wait_for("http://a.test/é", "Environments")
    path, mode, text = noted(lab)
    assert mode == "600"
    assert text == "{{base_url}}/orders"
    assert not path.exists()
    assert not path.parent.exists()
    # It is one step, and the field has the focus as before.
    terminal.send(b"\x1a")
    terminal.wait_for("{{base_url}}/orders")


def test_a_body_goes_to_an_editor_under_a_name_of_its_kind(lab: Lab, workbench: Start) -> None:
    more = 'method = "POST"\n[body]\ntype = "json"\ncontent = \'{"a":{{base_url}}}\'\n'
    lab.request("posted", more=more)
    terminal = workbench(environment=editor(lab, "echo '[1,{{base_url}}]' > \"$1\""))
    terminal.send(b"\x0fposted\r")
    terminal.wait_for("POST")
    terminal.send(b"\x07p]]\x1b[B\x1b[B\x1bOS")
    terminal.wait_for("[1,{{base_url}}]", "valid JSON")
    path, mode, seen = noted(lab)
    assert (path.suffix, mode, seen) == (".json", "600", '{"a":{{base_url}}}')
    assert not path.exists()
    # Laid out, as one step that can be undone.
    terminal.send(b"\x1b[19~")
    terminal.wait_for("  {{base_url}}\n")
    terminal.send(b"\x1a")
    terminal.wait_for("[1,{{base_url}}]")


def test_an_editor_that_fails_changes_nothing(lab: Lab, workbench: Start) -> None:
    terminal = workbench(environment=editor(lab, 'echo x > "$1"; exit 3'))
    terminal.send(b"\x07u\x05\x1bOS")
    terminal.wait_for("The text was not changed.", "{{base_url}}/orders")
    assert not noted(lab)[0].exists()


def test_lines_are_pasted_and_typed_into_a_value(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    terminal.send(b"\x07p\x1b[Baname\t" + PASTE % b"one\ntwo" + b"\x1b\rthree\r")
    terminal.wait_for("one␊two␊three")
    terminal.send(b"\x13")
    terminal.wait_for("Saved.")
    assert "one\\ntwo\\nthree" in (lab.root / "requests/list.toml").read_text()


def test_edits_are_undone_one_by_one_behind_the_leader(lab: Lab, workbench: Start) -> None:
    terminal = workbench()
    terminal.send(b"\x07u\x05/more")
    terminal.wait_for("{{base_url}}/orders/more")
    terminal.send(b"\x07pa")
    terminal.settle()
    terminal.send(b"\x07U")
    terminal.wait_gone("/more")
    terminal.send(b"\x07R")
    terminal.wait_for("{{base_url}}/orders/more")
