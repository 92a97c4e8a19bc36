"""What is pasted into the URL: a URL, or a command."""

from __future__ import annotations

import pytest
from tests.unit.widgets.request.editor_app import EditorApp

from outrider.widgets.request.url_bar import is_command


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl https://a.test", True),
        ("$ curl https://a.test", True),
        (" curl.exe https://a.test", True),
        ("PS C:\\Users\\me> curl.exe https://a.test", True),
        ("PS /home/me> curl https://a.test", True),
        ("C:\\Users\\me>curl https://a.test", True),
        ("& curl.exe https://a.test", True),
        ('fetch("https://a.test");', True),
        ('await fetch("https://a.test", {\n    "method": "GET"\n});', True),
        ("Invoke-WebRequest -Uri https://a.test", True),
        ("$s = New-Object x\nirm https://a.test -WebSession $s", True),
        ("wget -qO- https://a.test", True),
        ("http :3000/x a=1", True),
        ("https a.test", True),
        ("xh post a.test a=1", True),
        ("https://a.test/curl x", False),
        ("https://a.test/fetch(1)", False),
        ("{{base_url}}/wget x", False),
        ("http://a.test/http x", False),
        ("curl.test/a", False),
        ("C:\\curl", False),
    ],
)
def test_a_command_is_told_from_a_url(text: str, *, expected: bool) -> None:
    assert is_command(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "TOKEN=a\ncurl https://h",
        "set TOKEN=a\ncurl https://h",
        "# login\nexport A=b\n\ncurl https://h",
        '$t = "a"\ncurl.exe https://h',
        "A=b curl https://h",
        "A=b curl https://h \\\n -H c",
        'TOKEN=$(curl -s https://h/t | jq -r .t)\ncurl https://h -H "A: $TOKEN"',
        'if [ -n "$A" ]; then curl https://h; fi',
        'param(\n  [string]$Token\n)\ncurl.exe https://h -H "A: $Token"',
        "[string]$t = 'a'\ncurl.exe https://h",
        "<# what it is for #>\ncurl.exe https://h",
        "for i in 1 2; do\n  curl https://h/$i\ndone",
        "#!/bin/sh\nset -e\n\ncurl https://h",
        "$ export A=b\n$ curl https://h",
        "% curl https://h",
        "PS> $t = 'a'\nPS> curl.exe https://h",
        "C:\\x>set A=b\nC:\\x>curl https://h",
        "@echo off\ncurl https://h",
        "function call {\n  curl.exe https://h\n}\ncall",
        "bash -c 'curl https://h'",
        "{ curl https://h; }",
        "time curl https://h",
    ],
)
def test_lines_that_set_variables_may_stand_before_the_command(text: str) -> None:
    assert is_command(text)


@pytest.mark.parametrize(
    "text", ["https://h/?a=b", "a=b", "a=b\nhttps://h", "set A=b\n" * 2000, "# a=b\n" * 999]
)
def test_lines_without_a_command_are_none(text: str) -> None:
    assert not is_command(text)


async def test_the_first_letters_of_a_method_are_enough() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        field = app.editor.url_bar.method_field
        for typed, whole in (("pu", "PUT"), ("p", "POST"), ("pa", "PATCH"), ("prune", "prune")):
            app.editor.focus_url()
            field.focus()
            await pilot.press(*typed)
            await pilot.pause()
            assert app.last.method == whole
        field.select_all()
        await pilot.press("p", "down")
        await pilot.pause()
        assert app.last.method == "PUT"


async def test_a_method_that_is_typed_in_the_url_leaves_it() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.focus_url()
        await pilot.press("ctrl+u", *"put https://a.test/")
        await pilot.pause()
        assert (app.last.method, app.last.url) == ("PUT", "https://a.test/")
        assert app.editor.url_bar.url_field.cursor_position == len("https://a.test/")
