"""Variables that a loop or a branch of a script changes are references, and never an old value."""

from __future__ import annotations

import pytest

from outrider.importers.curl import CurlImporter
from outrider.importers.importer import ImportSource

LOOPED = {
    "while": "i=0; while [ $i -lt 3 ]; do {}; i=$((i+1)); done",
    "until": "i=9; until [ $i -lt 3 ]\ndo\n{}\ni=$(expr $i - 1)\ndone",
    "let": "i=1\nwhile true; do\n{}\nlet i++\ndone",
    "let with a value": "i=1; while true; do {}; let 'i += 2'; done",
    "brackets": "i=1; for x in 1 2; do {}; ((i++)); done",
    "brackets before": "i=1; for x in 1 2; do {}; ((++i)); done",
    "brackets with a value": "i=1; for x in 1 2; do {}; (( i += 2 )); done",
    "a text that grows": 'i=a; for x in 1 2; do {}; i="${{i}}a"; done',
    "declared": "i=a; for x in 1 2; do {}; export i=$x; done",
    "read": "i=a; while true; do {}; read -r i < file; done",
    "an outer loop": "i=1; for x in 1 2; do for y in 3 4; do {}; done; i=2; done",
    "an inner loop": "i=1; for x in 1 2; do for y in 3 4; do i=$y; done; {}; done",
    "a branch in a loop": "i=1; for x in 1 2; do {}; if true; then i=2; fi; done",
    "behind a loop": "i=1; for x in 1 2; do ((i++)); done; {}",
    "behind a branch": "i=1; if true; then i=2; fi; {}",
    "behind two branches": "if true; then i=1; else i=2; fi\n{}",
    "behind a condition": "i=1; [ -n x ] && i=2\n{}",
    "behind an alternative": "i=1; false || i=2; {}",
    "a function's variable at its call": "f() {{ {}; }}; i=1; f; i=2; f",
    "behind the call of a function": "i=1; f() {{ i=2; }}; f; {}",
    "behind commands of a file": "i=1; source vars.sh; {}",
    "declared as a number": "i=1; declare -i i=1+2; {}",
    "a list": "i=1; i=(a b); {}",
    "read once": "i=1; read -s i; {}",
    "a default": "curl https://a.example/${{i:-2}}",
    "a default that is kept": ': "${{i:=2}}"; {}',
    "behind cases": "i=0; case $x in a) i=1 ;; b) i=2 ;; esac; {}",
}


def urls(script: str) -> tuple[list[str], list[str]]:
    imported = CurlImporter().read([ImportSource("calls.sh", script)])
    return [one.url for one in imported.requests], [one.what for one in imported.remarks]


@pytest.mark.parametrize("script", LOOPED.values(), ids=LOOPED)
def test_a_variable_that_changes_is_a_reference(script: str) -> None:
    found, told = urls(script.format("curl https://a.example/$i"))
    assert found == ["https://a.example/{{i}}"]
    assert any("was replaced by reference {{i}}." in one or '"i"' in one for one in told)


@pytest.mark.parametrize(
    ("script", "owed"),
    [
        ("for x in 1 2; do u=https://a.example; curl $u/a; done; curl $u/b", ["a", "b"]),
        ("i=a; if true; then i=b; curl https://a.example/$i; fi", ["b"]),
        ("i=a; if true; then i=b; else curl https://a.example/$i; fi", ["a"]),
        ("i=a; for x in 1 2; do curl https://a.example/$i; done", ["a"]),
        ("i=a; for x in 1 2; do j=3; done; curl https://a.example/$i", ["a"]),
        ("i=a; echo done; echo i=2 j; curl https://a.example/$i", ["a"]),
        ("i=a; f() { local i=b; echo $i; }; curl https://a.example/$i", ["a"]),
        ("i=a; (i=b); curl https://a.example/$i", ["a"]),
        ("i=a; i+=b; curl https://a.example/$i", ["ab"]),
        ("i=a; unset i; curl https://a.example/$i", [""]),
        ("i=a && curl https://a.example/$i", ["a"]),
        ("i=a; curl https://a.example/${i:-b}", ["a"]),
        ("if true; then k=1; fi; i=a; curl https://a.example/$i", ["a"]),
    ],
)
def test_a_variable_that_stays_has_its_value(script: str, owed: list[str]) -> None:
    found, told = urls(script)
    assert found == [f"https://a.example/{one}" for one in owed]
    assert [one for one in told if "; the script r" not in one] == []
