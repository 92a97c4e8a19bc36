"""newman decides: what a test of Postman says of an answer, the imported expectations say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.integration.importing import newman
from tests.integration.importing.bench import import_files, send_all
from tests.integration.importing.response_test_shapes import ANSWERS, BEFORE, CHECKS, OLD
from tests.servers.answering import answering
from tests.servers.wire import WireServer
from tests.unit.exporters.postman.postman_round_trip import collection_of, exported
from tests.unit.importers.postman.collection_builders import (
    collection,
    environment,
    lost,
    read,
    request,
    script,
)

from outrider.engine.send.send_job import SendResult
from outrider.errors import SourceLocation
from outrider.model.expectation import Capture, Subject
from outrider.model.workspace import Collection, Environment, Request, Variable

pytestmark = pytest.mark.skipif(bool(newman.why_not()), reason=newman.why_not() or "-")

FIVE = environment(five=5)


def scripted(port: int, text: str, answers: Iterable[int]) -> dict[str, Any]:
    """A request for each answer, with the same test script."""
    event = [script(text, "test")]
    return collection(
        *(
            request(f"Answer {one}", f"http://127.0.0.1:{port}/{one}", event=event)
            for one in answers
        )
    )


def all_tests() -> str:
    tests = [f"pm.test({json.dumps(one)}, () => {{ {one} }});" for one in CHECKS]
    return BEFORE + "\n".join(tests)


def old_tests() -> str:
    return BEFORE + "\n".join(f"tests[{json.dumps(one)}] = {one};" for one in OLD)


async def verdicts(root: Path, collected: Any, values: Any) -> list[dict[str, bool]]:
    """What Outrider says: of each request, each name of expectations and whether all were met."""
    root.mkdir()
    names = []
    for name, data in (("collection", collected), ("environment", values)):
        (root / f"{name}.json").write_text(json.dumps(data))
        names.append(str(root / f"{name}.json"))
    imported = import_files(root / "work", *names)
    assert not lost(imported), lost(imported)
    found = []
    for result in await send_all(root / "work", imported, "dev"):
        assert isinstance(result, SendResult), result
        assert result.checks is not None
        met: dict[str, bool] = {}
        for one in result.checks.tried:
            met[one.name] = met.get(one.name, True) and one.met is True
        found.append(met)
    return found


@pytest.mark.parametrize(
    ("text", "answers"), [(all_tests(), range(len(ANSWERS))), (old_tests(), (0, 1, 3))]
)
async def test_every_check_has_the_verdict_of_newman(
    text: str, answers: Sequence[int], tmp_path: Path
) -> None:
    with answering(ANSWERS) as port:
        collected = scripted(port, text, answers)
        ours = await verdicts(tmp_path / "ours", collected, FIVE)
        theirs = newman.verdicts(tmp_path, collected, FIVE)
    differing = [
        f"answer {number}: {name}: newman {met}, here {our.get(name)}"
        for number, our, their in zip(answers, ours, theirs, strict=True)
        for name, met in their.items()
        if our.get(name) is not met
    ]
    assert not differing, "\n".join(differing)
    asked = len(CHECKS) if "pm.test" in text else len(OLD)
    assert {len(their) for their in theirs} == {asked}
    # Most are met by one answer and not by another.
    assert sum(len({their[name] for their in theirs}) == 2 for name in theirs[0]) > asked * 0.7


def test_newman_has_the_same_verdict_of_the_tests_that_are_exported(tmp_path: Path) -> None:
    with answering(ANSWERS) as port:
        collected = scripted(port, all_tests(), range(len(ANSWERS)))
        imported = read(collected, FIVE)
        environments = [one.environment for one in imported.environments]
        (again, values), _ = exported("shop", collection_of(imported), environments)
        before = newman.verdicts(tmp_path, collected, FIVE)
        after = newman.verdicts(tmp_path, again, values)
    assert all(len(one) > 130 for one in after)
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        assert {name: one[name] for name in other} == other, number


def test_a_capture_that_finds_nothing_keeps_the_older_value_and_is_unmet_in_newman(
    tmp_path: Path, wire: WireServer
) -> None:
    wire.answers["/first"] = b'{"old": "1", "a": "x5"}'
    wire.answers["/second"] = b'{"old": null}'
    captures = {
        "jq": Capture("jq", Subject.JQ, ".old"),
        "missing": Capture("missing", Subject.JQ, ".missing.deep"),
        "header": Capture("header", Subject.HEADER, "X-Missing"),
        "regex": Capture("regex", Subject.JQ, ".a", regex="x(5)"),
        "text": Capture("text", Subject.BODY, regex='"(x5)"'),
        "status": Capture("status", Subject.STATUS),
    }
    url = f"http://127.0.0.1:{wire.port}"
    last = "/last?" + "&".join(f"{name}={{{{{name}}}}}" for name in captures)
    requests = {
        name: Request(name, name, f"requests/{name}.toml", url=url + (last if rest else f"/{name}"),
                      captures=tuple(captures.values()) if not rest else ())
        for name, rest in (("first", ""), ("second", ""), ("z", last))
    }  # fmt: skip
    known = {name: Variable(f"known-{name}", SourceLocation("", ())) for name in captures}
    dev = Environment("dev", "dev", "environments/dev.toml", variables=known)
    (again, values), _ = exported("shop", Collection({}, requests), [dev])
    said = newman.verdicts(tmp_path, again, values)
    assert wire.take()[-1].target == (
        "/last?jq=1&missing=known-missing&header=known-header&regex=5&text=x5&status=200"
    )
    met = [
        {name.removeprefix("capture ") for name, is_met in one.items() if is_met} for one in said
    ]
    assert met == [{"jq", "regex", "text", "status"}, {"status"}, set()]
