"""Texts that are too long for the files of a workspace."""

from __future__ import annotations

from tests.unit.importers.postman.collection_builders import (
    collection,
    environment,
    lost,
    read,
    request,
    root,
    script,
)

from outrider.importers.building.size_limits import LARGEST_SCOPE, LONGEST_TEXT, LONGEST_VALUE


def test_variables_beyond_the_limit_are_left_out_and_told() -> None:
    """By themselves, or the longest of those that are too many together; secrets as well."""
    long = "é" * (LONGEST_VALUE // 2 + 1)
    several = {f"n{number}": "v" * 90_000 for number in range(LARGEST_SCOPE // 90_000 + 1)}
    imported = read(
        collection(
            request(), variable=[{"key": "big", "value": long}, {"key": "ok", "value": "1"}]
        ),
        environment("dev", token=(long, "secret"), small="s", **several),
    )
    assert set(root(imported).variables) == {"ok"}
    [dev] = imported.environments
    assert set(dev.environment.variables) == {"small", *list(several)[1:]}
    assert not dev.values
    told = lost(imported)
    assert [one.partition(":")[0] for one in told] == [
        'Variable "token" was not imported',
        'Variable "n0" was not imported',
        'Variable "big" was not imported',
    ]


def test_descriptions_and_kept_scripts_are_cut_and_told() -> None:
    long = "// ü" * (LONGEST_TEXT // 4) + "\n" * (LONGEST_TEXT // 2)
    imported = read(
        collection(
            request("One", description=long, event=[script(long)]),
            request("Two", event=[script("\n" * (LONGEST_TEXT // 2) + "pm.test('x')")]),
            event=[script(long)],
        )
    )
    one = imported.requests[0]
    assert len(one.description.encode()) <= LONGEST_TEXT + len("…".encode())
    assert one.description.endswith("…")
    for file in ("requests/one", "requests/two", "requests/folder"):
        comments = imported.comments[file]
        assert len("\n# ".join(comments).encode()) < LONGEST_TEXT + 200
        assert comments[-1] == "… and more, which was not imported"
    cut = [one for one in imported.remarks if "were cut from" in one.what]
    assert [one.place for one in cut] == ["", "One", "Two"]
    assert any("The description was cut" in one for one in lost(imported))
