"""Environments made and edited on screen: what is typed gets into the right file."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.strict import StrictServers

from outrider.dialogs.environment_dialog import EnvironmentDialog
from outrider.dialogs.question import Question

COMMENTED = """# the development system
name = "Development" # for us
{rest}"""


@pytest.fixture
def commented(lab: Lab) -> Path:
    """The environment's file, with comments."""
    file = lab.root / "environments/dev.toml"
    file.write_text(COMMENTED.format(rest=file.read_text()))
    return file


async def form_of(seat: Seat) -> EnvironmentDialog:
    """Opens the form of the environment under the cursor."""
    await seat.press("ctrl+g", "e", "e")
    return await the_form(seat)


async def the_form(seat: Seat) -> EnvironmentDialog:
    """Waits until the form, and nothing over it, is there."""
    await seat.until(lambda: isinstance(seat.app.screen, EnvironmentDialog), "the form")
    await seat.pilot.pause()
    screen = seat.app.screen
    assert isinstance(screen, EnvironmentDialog)
    return screen


async def go(seat: Seat, label: str) -> None:
    """Puts the cursor on a row."""
    form = await the_form(seat)
    labels = [row.cells[0].strip() for row in form.sheet.lines.rows]
    assert label in labels, f"no row {label}:\n{seat.text}"
    index = labels.index(label)
    await seat.press("home")
    await seat.hold("down", index)
    await seat.until(lambda: form.sheet.lines.current == index, label)
    await seat.pilot.pause()
    row = form.sheet.lines.row
    assert row is not None
    assert row.cells[0].strip() == label


async def put(seat: Seat, label: str, text: str) -> None:
    """Types a value into a row."""
    await go(seat, label)
    await seat.press("enter")
    await seat.fill(text)
    await seat.press("enter")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_a_value_is_changed_where_it_is_written_and_comments_stay(
    commented: Path, lab: Lab, size: tuple[int, int]
) -> None:
    before = commented.read_text()
    async with seated(lab, size) as seat:
        form = await form_of(seat)
        await seat.sees("Environment dev", "Variables", "dev.toml", "^S save")
        await put(seat, "client_id", "another")
        assert "• dev.toml" in seat.text
        await go(seat, "protected")
        await seat.press("right")
        await seat.press("ctrl+s")
        await seat.at_work()
        assert "Saved." in seat.said
        assert "▲ PROTECTED" in seat.status
        assert not form.is_current
    after = commented.read_text()
    assert after == before.replace('"orders-dev"', '"another"').replace(
        "# for us\n", "# for us\nprotected = true\n"
    )
    assert not (lab.root / "environments/dev.local.toml").exists()


async def test_quitting_over_the_form_asks_before_what_was_typed_is_lost(lab: Lab) -> None:
    async with seated(lab) as seat:
        await form_of(seat)
        await put(seat, "name", "Typed")
        for _ in range(2):
            await seat.press("ctrl+q")
            await seat.sees("Save changes to this environment?")
        await seat.press("c")
        form = await the_form(seat)
        assert form.sheet.table["name"] == "Typed"
        await seat.press("ctrl+q")
        await seat.sees("Save changes to this environment?")
        await seat.press("d")
        await seat.at_work()
        await seat.press("ctrl+q")
        await seat.until(lambda: seat.app._exit, "the end")


async def test_f1_explains_the_keys_of_the_form(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await form_of(seat)
        await seat.press("f1")
        await seat.sees("Fetch a token with these values", "Go to the next part", "Add a")
        await seat.press("escape")
        await the_form(seat)


async def test_nothing_is_written_without_a_change(commented: Path, lab: Lab) -> None:
    before = commented.stat().st_mtime_ns
    async with seated(lab) as seat:
        await form_of(seat)
        await seat.press("ctrl+s")
        await seat.at_work()
        assert seat.said == ""
        await form_of(seat)
        await seat.press("escape")
        await seat.at_work()
    assert commented.stat().st_mtime_ns == before


async def test_a_secret_that_is_typed_goes_to_the_overlay_and_is_not_shown(lab: Lab) -> None:
    before = (lab.root / "environments/dev.toml").read_text()
    overlay = lab.root / "environments/dev.local.toml"
    async with seated(lab) as seat:
        form = await form_of(seat)
        assert "dev-only-secret" not in seat.text
        await go(seat, "Secrets")
        await seat.press("a")
        await answer_in_form(seat, "pin")
        assert form.sheet.lines.row is not None
        assert form.sheet.lines.row.cells == ("pin", "literal")
        await seat.press("down", "enter")
        await seat.type("CANARY-1234")
        assert "CANARY" not in seat.text
        await seat.press("enter")
        await seat.sees("• dev.local.toml")
        assert "CANARY" not in seat.text
        await seat.press("y")
        assert seat.copied == ""
        await seat.sees("Press v to show the secret")
        await seat.press("v")
        await seat.sees("CANARY-1234")
        form.sheet._hide()
        await seat.until(lambda: "CANARY" not in seat.text, "the secret to be hidden again")
        await seat.press("ctrl+s")
        await seat.at_work()
    assert overlay.read_text() == '[secrets]\npin = "CANARY-1234"\n'
    assert overlay.stat().st_mode & 0o777 == 0o600
    assert (lab.root / ".gitignore").read_text() == "*.local.toml\n"
    assert (lab.root / "environments/dev.toml").read_text() == before


async def answer_in_form(seat: Seat, text: str) -> None:
    """Types a name into the question over the form."""
    await seat.until(lambda: not isinstance(seat.app.screen, EnvironmentDialog), "the question")
    await seat.fill(text)
    await seat.press("enter")
    await the_form(seat)


async def test_a_secret_becomes_a_reference_and_leaves_the_overlay(lab: Lab) -> None:
    overlay = lab.root / "environments/dev.local.toml"
    overlay.write_text('[secrets]\npin = "1234"\n')
    overlay.chmod(0o600)
    async with seated(lab) as seat:
        await form_of(seat)
        await go(seat, "pin")
        await seat.press("right")
        await seat.sees("‹ env ›", "environment variable")
        await put(seat, "environment variable", "ORDERS_PIN")
        await seat.press("ctrl+s")
        await seat.at_work()
    assert 'pin = { env = "ORDERS_PIN" }' in (lab.root / "environments/dev.toml").read_text()
    assert "1234" not in overlay.read_text()


async def test_every_provider_can_be_chosen_and_a_command_is_a_list(lab: Lab) -> None:
    async with seated(lab) as seat:
        form = await form_of(seat)
        await go(seat, "client_secret")
        seen = []
        for _ in range(7):
            await seat.press("right")
            row = form.sheet.lines.row
            assert row is not None
            seen.append(row.cells[1])
        assert sorted(seen) == [
            *("command", "dotenv", "env", "file", "keyring", "literal", "prompt"),
        ]
        while form.sheet.lines.row is not None and form.sheet.lines.row.cells[1] != "command":
            await seat.press("right")
        await put(seat, "program and arguments", "op read 'op://dev/a b'")
        secret = form.sheet.table["secrets"]["client_secret"]
        assert secret == {"command": ["op", "read", "op://dev/a b"]}


async def test_what_is_wrong_is_told_while_it_is_typed(lab: Lab) -> None:
    async with seated(lab) as seat:
        form = await form_of(seat)
        await go(seat, "color")
        await seat.press("enter")
        await seat.type("#12")
        await seat.sees("✗ color must be a word such as green, or #rrggbb.")
        await seat.type("3456")
        await seat.until(lambda: not form.sheet.remarks, "no fault")
        await seat.press("enter")
        await put(seat, "token_endpoint", "{{login}}/token")
        await seat.sees('Variable "login" is not defined.')
        await seat.press("ctrl+s")
        await seat.sees("This environment has errors", "Keep editing", "Save anyway")
        await seat.press("escape")
        await the_form(seat)
        await seat.press("u")
        await seat.until(lambda: not form.sheet.remarks, "no fault any more")
        await put(seat, "token_endpoint", "")
        await seat.sees("has no token_endpoint.")


async def test_auths_are_added_extended_and_removed(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        form = await form_of(seat)
        await go(seat, "Auth")
        await seat.press("a")
        await answer_in_form(seat, "reports")
        assert form.sheet.table["auth"]["reports"] == {"extends": "default"}
        assert "inherited: orders-dev" in seat.text
        await go(seat, "billing")
        await seat.press("d")
        assert "billing" not in form.sheet.table["auth"]
        await go(seat, "token parameters")
        await seat.press("a")
        await seat.type("audience")
        await seat.press("tab")
        await seat.type("https://api.test")
        await seat.press("enter")
        await put(seat, "hosts", "*.test, api.example.com")
        await go(seat, "placement")
        await seat.press("right", "right")
        await put(seat, "name", "")
        await seat.press("ctrl+s")
        await seat.at_work()
    auths = lab.reader().environment("dev").auths
    assert set(auths) == {"default", "reports"}
    assert auths["reports"].table == {"extends": "default"}
    default = auths["default"].table
    assert default["token_parameters"] == {"audience": "https://api.test"}
    assert default["hosts"] == ["*.test", "api.example.com"]
    assert default["placement"] == {"in": "query"}


async def test_variables_are_added_renamed_and_removed_and_numbers_stay_numbers(lab: Lab) -> None:
    lab.write({"environments/dev.toml": "[variables]\npage = 20 # rows\nold = true\n"})
    async with seated(lab) as seat:
        await form_of(seat)
        await go(seat, "page")
        await seat.press("enter")
        await seat.fill("30")
        await seat.press("enter")
        await go(seat, "old")
        await seat.press("d", "a")
        await seat.type("fresh")
        await seat.press("tab")
        await seat.type("x")
        await seat.press("enter", "ctrl+s")
        await seat.at_work()
    text = (lab.root / "environments/dev.toml").read_text()
    assert text == '[variables]\npage = 30 # rows\nfresh = "x"\n'


async def test_a_token_is_fetched_with_what_the_form_says(
    lab: Lab, demo_servers: StrictServers
) -> None:
    text = (lab.root / "environments/dev.toml").read_text()
    lab.write({"environments/dev.toml": text.replace("dev-only-secret", "wrong")})
    async with seated(lab, LARGE) as seat:
        await form_of(seat)
        await seat.press("ctrl+t")
        await seat.until(lambda: isinstance(seat.app.screen, Question), "the refusal")
        assert "invalid_client" in seat.text
        await seat.press("enter")
        await the_form(seat)
        await put(seat, "value", "dev-only-secret")
        await seat.press("ctrl+t")
        await seat.sees('✓ Token for "default", valid for')
        assert len(demo_servers.authorization.recorder.requests) == 2
    assert '"wrong"' in (lab.root / "environments/dev.toml").read_text()


@pytest.mark.parametrize(("key", "mine", "theirs"), [("b", True, True), ("r", False, True)])
async def test_a_change_outside_is_asked_about_and_never_lost_unasked(
    commented: Path, lab: Lab, key: str, mine: bool, theirs: bool
) -> None:
    async with seated(lab) as seat:
        form = await form_of(seat)
        await put(seat, "client_id", "mine")
        outside = commented.read_text().replace("billing", "theirs")
        commented.write_text(outside)
        await seat.press("ctrl+s")
        await seat.sees("changed on disk after", "Save my changes only")
        await seat.press("escape")
        await the_form(seat)
        assert commented.read_text() == outside
        await seat.press("ctrl+s")
        await seat.sees("changed on disk after")
        await seat.press(key)
        if key == "r":
            await the_form(seat)
            assert form.sheet.table["auth"]["default"]["client_id"] == "orders-dev"
            assert "theirs" in form.sheet.table["auth"]
        else:
            await seat.at_work()
    after = commented.read_text()
    assert ('"mine"' in after) is mine
    assert ("[auth.theirs]" in after) is theirs


async def test_leaving_with_changes_asks(commented: Path, lab: Lab) -> None:
    before = commented.read_text()
    async with seated(lab) as seat:
        form = await form_of(seat)
        await put(seat, "client_id", "mine")
        form.action_act("leave")
        form.action_act("leave")
        await seat.sees("Save changes to this environment?")
        await seat.press("c")
        await the_form(seat)
        await seat.press("escape")
        await seat.sees("Save changes to this environment?")
        await seat.press("d")
        await seat.at_work()
        assert commented.read_text() == before
        await form_of(seat)
        await put(seat, "client_id", "mine")
        await seat.press("escape")
        await seat.sees("Save changes to this environment?")
        await seat.press("s")
        await seat.at_work()
    assert '"mine"' in commented.read_text()


async def test_a_value_of_the_form_can_go_to_an_editor_but_no_secret(lab: Lab) -> None:
    async with seated(lab, LARGE) as seat:
        await form_of(seat)
        await go(seat, "base_url")
        await seat.press("f4")
        # A terminal that is none cannot be lent; that it was tried is what counts here.
        await seat.until(lambda: "in this terminal" in seat.said, "the attempt")
        await go(seat, "client_secret")
        await seat.press("down", "f4")
        await seat.until(lambda: "Secrets are not opened in" in seat.said, "the refusal")
