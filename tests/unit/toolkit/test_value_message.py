from __future__ import annotations

from outrider.toolkit.value_message import ValueMessage


class Asked(ValueMessage):
    text: str
    loud: bool = False


class AskedTwice(Asked, bubble=False):
    again: str = ""


def test_fields_are_given_in_order_or_by_name() -> None:
    asked = Asked("a", loud=True)
    assert (asked.text, asked.loud) == ("a", True)
    assert (Asked(text="b").text, Asked("b").loud) == ("b", False)


def test_a_message_has_the_fields_of_what_it_is_made_from() -> None:
    asked = AskedTwice("a", again="b")
    assert (asked.text, asked.loud, asked.again) == ("a", False, "b")
    assert not asked.bubble
