"""Every error of a send or a token names file, line and key."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab

from outrider.engine.send.error_lines import add_lines, add_settings_lines, lines_in_errors
from outrider.errors import Fault, SourceLocation, UsageError

ENVIRONMENT = """[variables]
base_url = "http://127.0.0.1:9"
{more}
"""


def lined(place: SourceLocation) -> SourceLocation:
    return SourceLocation(place.file, place.key, 7)


def test_a_fault_without_a_line_gets_one_and_so_does_its_error() -> None:
    error = UsageError.of([Fault("x", "X.", SourceLocation("a.toml", ("k",)))])
    assert error.where == "a.toml: k"
    assert add_lines(error, lined).where == "a.toml:7: k"
    assert str(error.faults[0].place) == "a.toml:7: k"


def test_what_has_a_line_or_another_place_is_left_alone() -> None:
    error = UsageError.of([Fault("x", "X.", SourceLocation("a.toml", ("k",), 3))])
    assert add_lines(error, lined).where == "a.toml:3: k"
    error.where = "POST http://a.test"
    assert add_lines(error, lined).where == "POST http://a.test"
    assert add_lines(UsageError("X.", where="here"), lined).where == "here"


def test_settings_that_cause_and_advice_name_get_their_lines() -> None:
    found = list[tuple[str, ...]]()

    def placed(place: SourceLocation) -> SourceLocation:
        found.append(tuple(map(str, place.key)))
        return SourceLocation(place.file, place.key, 1 if "options" in place.key else 7)

    advice = "Set client_certificate and client_key in [tls] (a.toml), or [proxy] url (a.toml)."
    error = UsageError("X.", why="See [options] (a.toml).", advice=advice)
    add_settings_lines(error, placed)
    assert error.advice == advice.replace("a.toml", "a.toml:7")
    assert error.why == "See [options] (a.toml)."
    assert found == [("options",), ("tls", "client_certificate"), ("proxy", "url")]


def test_errors_that_are_raised_inside_come_out_with_lines() -> None:
    with pytest.raises(UsageError) as raised, lines_in_errors(lined):
        raise UsageError.of([Fault("x", "X.", SourceLocation("a.toml", ("k",)))])
    assert raised.value.where == "a.toml:7: k"


@pytest.mark.parametrize(
    ("environment", "request_more", "where"),
    [
        ("", '[[headers]]\nname = "Host"\nvalue = "a b"\n', "requests/list.toml:4"),
        ("", '[options]\nhttp = "2"\n[[headers]]\nname = "Upgrade"\nvalue = "a"\n',
         "requests/list.toml:6"),
        ('[proxy]\nurl = "socks9://x"', "", "environments/dev.toml:4"),
        ('[tls]\nclient_certificate = "c.pem"', "", "environments/dev.toml:4"),
        ("", '[auth]\ntype = "basic"\nusername = "a:b"\npassword = "x"\n', "requests/list.toml:5"),
    ],
    ids=["header", "header of HTTP/1.1", "proxy", "certificate", "user name"],
)  # fmt: skip
async def test_an_error_of_a_send_names_the_line_of_its_cause(
    environment: str, request_more: str, where: str, lab: Lab
) -> None:
    lab.write(
        {
            "c.pem": "no certificate",
            "environments/dev.toml": ENVIRONMENT.format(more=environment),
            "requests/list.toml": f'method = "GET"\nurl = "{{{{base_url}}}}/x"\n{request_more}',
        }
    )
    if "certificate" in environment:
        lab.write(
            {
                "environments/dev.toml": ENVIRONMENT.format(more=environment).replace(
                    "http:", "https:"
                )
            }
        )
    async with lab.workbench() as workbench:
        error = (await lab.send(workbench)).error
    assert error is not None
    place = error.faults[0].place
    assert place is not None
    assert f"{place.file}:{place.line}" == where


async def test_a_method_that_cannot_be_sent_names_its_line(lab: Lab) -> None:
    lab.write(
        {
            "environments/dev.toml": ENVIRONMENT.format(more=""),
            "requests/list.toml": 'url = "{{base_url}}/x"\nmethod = "CONNECT"\n',
        }
    )
    async with lab.workbench() as workbench:
        error = (await lab.send(workbench)).error
    assert error is not None
    assert error.where == "requests/list.toml:2: method"
