"""Template tags are taken apart."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers.insomnia.template_tags import TemplateTag, read_tag

READ = {
    " uuid 'v4' ": TemplateTag("uuid", ("v4",)),
    "now": TemplateTag("now", ()),
    " response 'body', \"req\", 'b64::JC5pZA==::46b', 60 ": TemplateTag(
        "response", ("body", "req", "$.id", "60")
    ),
    "x 'it\\'s', true": TemplateTag("x", ("it's", "true")),
    "x 'b64::/w==::46b'": TemplateTag("x", ("b64::/w==::46b",)),
    "x 'a' 'b'": TemplateTag("x", None),
    "x 'open": TemplateTag("x", None),
    "": None,
    " 1 ": None,
}


@each_case(READ.items())
def test_a_tag_has_a_name_and_arguments(case: tuple[str, TemplateTag | None]) -> None:
    written, tag = case
    assert read_tag(written) == tag


def test_an_argument_that_is_not_there_is_what_it_would_be() -> None:
    tag = TemplateTag("x", ("a",))
    assert tag.argument(0) == "a"
    assert tag.argument(1, "b") == "b"
