"""What the screen says in passing, and what it says of keys, is true and hides nothing."""

from pathlib import Path

from tests.engine_lab import Lab
from tests.screens.seat import SMALL, seated

from outrider.widgets.request.body_text_area import BodyTextArea


async def test_the_borders_of_dialogs_tell_the_keys_that_the_settings_say(
    lab: Lab, home: Path
) -> None:
    file = home / "config/outrider/settings.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        '[keys]\n"token.copy" = "Y"\n"token.next" = "f11,tab"\n"history.show" = "f7"\n'
        '"rows.undo" = "f9"\n"environment.save" = "f10"\n'
    )
    async with seated(lab, SMALL) as seat:
        await seat.send()
        await seat.press("ctrl+g", "t")
        await seat.sees("n new  c clear  Y copy  v reveal  ← F11 auth  esc")
        await seat.press("escape")
        await seat.at_work()
        await seat.press("ctrl+g", "H")
        await seat.sees("F7 show  / filter  d compare  space mark  x send again  esc")
        await seat.press("escape")
        await seat.at_work()
        await seat.press("ctrl+g", "e", "e")
        await seat.sees("F10 save  ^T token  a add  d remove  F9 undo  v reveal")


async def test_a_new_file_name_says_which_name_stays(lab: Lab) -> None:
    lab.request("one", more='name = "The first"\n')
    lab.write({"environments/dev.toml": 'name = "Development"\n[variables]\nbase_url = "x"\n'})
    async with seated(lab, SMALL) as seat:
        await seat.open("one")
        await seat.press("ctrl+g", "r", "r")
        await seat.sees("New file name", 'The tree still shows "The first"')
        await seat.fill("two")
        await seat.press("enter")
        await seat.at_work()
        assert (lab.root / "requests/two.toml").exists()
        assert "The first" in seat.tree
        await seat.press("r")
        await seat.sees('still shows "The first"')
        await seat.press("escape")
        await seat.press("ctrl+g", "e", "r")
        await seat.sees('The list still shows "Development"')


async def test_enter_on_the_heading_of_a_part_adds_to_it(lab: Lab) -> None:
    lab.write({"environments/empty.toml": ""})
    async with seated(lab, SMALL, environment="empty") as seat:
        await seat.press("ctrl+g", "e", "e")
        await seat.sees("Variables", "none: a adds one")
        await seat.press("tab", "enter")
        await seat.type("base_url")
        await seat.press("enter")
        await seat.type("http://x.test")
        await seat.press("enter")
        await seat.sees("http://x.test")
        await seat.press("tab", "enter")
        await seat.sees("Name of the secret")


async def test_a_body_has_the_keys_of_a_text(lab: Lab) -> None:
    lab.request(
        "make", "{{base_url}}/orders", 'method = "POST"\n[body]\ntype = "json"\ncontent = ""\n'
    )
    async with seated(lab, SMALL) as seat:
        await seat.open("make")
        await seat.press("ctrl+g", "p", "right", "right", "down", "down")
        await seat.until(lambda: isinstance(seat.app.focused, BodyTextArea), "the text")
        await seat.type('{"a": 1')
        await seat.press("enter")
        await seat.type("}")
        text = seat.editor.query_one(BodyTextArea)
        await seat.press("ctrl+home")
        assert text.cursor_location == (0, 0)
        await seat.press("ctrl+end")
        assert text.cursor_location == (1, 1)
        assert "Into the tab" not in seat.text.splitlines()[-1]
        await seat.press("f1")
        await seat.sees("Undo typing", "^space")
        assert "into the tab" not in seat.text


async def test_what_a_row_is_for_is_written_saved_and_undone(lab: Lab) -> None:
    lab.request(
        "found", "{{base_url}}/orders/:id", 'query = [{ name = "status", value = "open" }]\n'
    )
    file = lab.root / "requests/found.toml"
    async with seated(lab, SMALL) as seat:
        await seat.open("found")
        await seat.press("ctrl+g", "p", "down")
        # A path parameter has no description: the key does nothing.
        await seat.press("n")
        await seat.at_work()
        await seat.press("down", "n")
        await seat.sees("Description of status")
        await seat.type("open or closed")
        await seat.press("enter")
        await seat.at_work()
        await seat.sees("open or closed", "1 unsaved")
        await seat.press("ctrl+s")
        await seat.until(lambda: 'description = "open or closed"' in file.read_text(), "the file")
        await seat.press("u")
        await seat.until(lambda: "open or closed" not in seat.text, "the row as it was")
        await seat.press("f1")
        await seat.sees("Edit the description")
