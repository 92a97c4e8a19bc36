"""The page of a run."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.cli.output.reports.results_of_runs import everything, outcome, reported, unmet

from outrider.cli.output.reports.html_report import HtmlReport
from outrider.engine.runs.request_outcome import Outcome

ALONE = {"meta"}
FROM_OUTSIDE = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "a"}


class Page(HTMLParser):
    """Elements and texts, and whether each element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[str] = []
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_it_is_one_page_with_everything_in_it() -> None:
    page = Page(HtmlReport().render(everything()))
    assert not page.open
    assert FROM_OUTSIDE.isdisjoint(page.elements)
    assert {name for name, _ in page.attributes} <= {
        *("lang", "charset", "http-equiv", "content", "name", "class", "open")
    }
    assert page.elements.count("tr") == 7
    assert page.elements.count("details") == 4
    assert "Interrupted after 6 of 8 requests." in page.texts
    assert any("equals" in text and "</x>" in text for text in page.texts)


@given(st.text(max_size=80))
def test_no_text_becomes_an_element(text: str) -> None:
    page = Page(HtmlReport().render(reported(outcome(Outcome.FAILED, text, checks=unmet(text)))))
    assert not page.open
    assert page.elements.count("tr") == 2
    assert FROM_OUTSIDE.isdisjoint(page.elements)
