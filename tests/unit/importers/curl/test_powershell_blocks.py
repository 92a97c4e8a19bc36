"""Blocks of PowerShell scripts around the commands that send requests."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers import read_sources
from outrider.importers.curl.powershell_blocks import ScriptBlocks, Surrounding
from outrider.importers.importer import ImportSource

C, L = Surrounding.CONDITION, Surrounding.LOOP
BLOCKS: tuple[tuple[str, set[Surrounding]], ...] = (
    ("HERE", set()),
    ("if ($x) { HERE }", {C}),
    ("if ($x -eq ')') {\n  a\n} elseif (b) {\n HERE }", {C}),
    ("if ($x) { a } else { HERE }", {C}),
    ("if (HERE) { a }", set()),
    ("if ($x) { a }\nHERE", set()),
    ("while (HERE) { a }", {L}),
    ("while ($true) { HERE }", {L}),
    ("do { HERE } until ($x)", {L}),
    ("do { a } while (HERE)", {L}),
    ("foreach ($i in 1..3) { HERE }", {L}),
    ("foreach ($i in HERE) { a }", set()),
    ("foreach -parallel ($i in 1..3) { HERE }", {L}),
    ("for ($i = 0; $i -lt 3; $i++)\n{\n  HERE }", {L}),
    ("1..3 | ForEach-Object -Parallel { HERE }", {L}),
    ("1..3 | % { if ($_) { HERE } }", {C, L}),
    ("switch -Regex ($x) { 'a' { HERE } }", {C}),
    ("switch ($x) { default { HERE } }", {C}),
    ("try { HERE } catch { a }", set()),
    ("try { a } catch [System.Net.WebException], [Other] { HERE }", {C}),
    ("try { a } finally { HERE }", set()),
    ("a && HERE", {C}),
    ("a ||\n  HERE", {C}),
    ("a && b; HERE", set()),
    ("a && b\nHERE", set()),
    ("function Get-It { HERE }", set()),
    ("$t = @{ a = 1; b = { } }; HERE", set()),
    ("if ($x) {\n # }\n '}' ; \"`\"}\" ; @'\n}\n'@\n<# } #> ${a}\n HERE }", {C}),
    ("} } HERE", set()),
)


@each_case(BLOCKS)
def test_what_is_around_a_place(case: tuple[str, set[Surrounding]]) -> None:
    text, around = case
    assert ScriptBlocks(text).around(text.index("HERE")) == around


CONDITION = "The command was imported; the script runs it only on a condition."
LOOP = "The command was imported once; the script repeats it."
SCRIPTS: tuple[tuple[str, list[tuple[int | None, str]]], ...] = (
    ("if ($x) {\n  irm https://h.example\n}\nirm https://h.example", [(2, CONDITION)]),
    ("$r = 1\nwhile ((irm https://h.example).n -lt 3) { sleep 1 }", [(2, LOOP)]),
    ('if ($x) {\n  curl.exe https://h.example -H "A: $env:B"\n}', [(2, CONDITION)]),
    ('foreach ($u in $all) {\n  curl.exe https://h.example -H "A: $env:B"\n}', [(2, LOOP)]),
    ("irm https://h.example\nif ($x) { Get-Date }", []),
)


@each_case(SCRIPTS)
def test_what_is_told_of_a_script(case: tuple[str, list[tuple[int | None, str]]]) -> None:
    remarks = read_sources([ImportSource("x.ps1", case[0])]).remarks
    assert [(one.line, one.what) for one in remarks if one.what in {CONDITION, LOOP}] == case[1]
