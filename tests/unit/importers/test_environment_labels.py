"""Two environments of one name in an import: each has its own, and the other name is told."""

from __future__ import annotations

import json

from tests.each_case import each_case

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource


def of_postman(name: str) -> str:
    values = [{"key": "base", "value": "one", "enabled": True}]
    return json.dumps({"name": name, "_postman_variable_scope": "environment", "values": values})


def of_hoppscotch(name: str) -> str:
    return json.dumps({"v": 2, "name": name, "variables": [{"key": "a", "initialValue": "b"}]})


@each_case(
    [
        ([of_postman("dev"), of_postman("dev")], ["dev", "dev-2"]),
        ([of_postman("dev"), of_hoppscotch("dev")], ["dev", "dev-2"]),
        ([of_hoppscotch("Dev"), of_postman("dev"), of_postman("DEV")], ["Dev", "dev-3", "DEV 2"]),
        ([of_postman("dev"), of_postman("live")], ["dev", "live"]),
    ]
)
def test_each_has_a_name_of_its_own(case: tuple[list[str], list[str]]) -> None:
    texts, expected = case
    sources = [ImportSource(f"{index}.json", text) for index, text in enumerate(texts)]
    found = read_sources(sources)
    names = [one.environment.name for one in found.environments]
    assert sorted(names) == sorted(expected)
    ids = {one.environment.id.casefold() for one in found.environments}
    assert len(ids) == len(texts)
    renamed = [one.what for one in found.remarks if "was renamed to" in one.what]
    assert len(renamed) == sum(name[-1].isdigit() for name in expected)
