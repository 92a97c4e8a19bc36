"""The file name that is proposed for a body."""

import pytest

from outrider.model.message import ResponseMessage
from outrider.workbench.responses.body_file_name import suggest_file_name


@pytest.mark.parametrize(
    ("request_id", "kind", "name"),
    [
        ("list-orders", "application/json; charset=utf-8", "list-orders.json"),
        ("billing/create invoice", "application/problem+json", "create-invoice.json"),
        ("a", "image/svg+xml", "a.svg"),
        ("a", "application/atom+xml", "a.xml"),
        ("a", "application/vnd.x+../../y", "a"),
        ("a", "", "a"),
        ("../../.ssh/..", "text/plain", "response.txt"),
        ("\x1b[2J", "TEXT/CSV", "2J.csv"),
        ("", "text/html", "response.html"),
        ("x" * 300, "text/html", "x" * 60 + ".html"),
    ],
)
def test_a_body_gets_the_requests_name_and_its_types_ending(
    request_id: str, kind: str, name: str
) -> None:
    response = ResponseMessage(200, "OK", "HTTP/1.1", (("Content-Type", kind),))
    assert suggest_file_name(request_id, response) == name
