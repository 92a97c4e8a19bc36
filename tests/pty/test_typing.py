"""What arrives from the keyboard, as raw bytes of a terminal."""

from __future__ import annotations

import time

import pytest
from tests.pty.conftest import Start


def test_keys_pressed_before_the_first_screen_are_kept(start: Start) -> None:
    terminal = start(ready=False)
    terminal.send("at once,")
    terminal.wait_until(lambda: b"\x1b[?1049h" in terminal.output)
    terminal.send("early")
    terminal.wait_for("ready", "at once,early")


def test_no_key_reaches_a_screen_that_is_not_whole(start: Start) -> None:
    terminal = start(environment={"TINY_SLOW_START": "1"}, ready=False)
    terminal.send(b"\x1b[20~b")
    terminal.wait_for("ready", "F9b")


def test_bytes_that_are_no_text_do_no_harm(start: Start) -> None:
    terminal = start()
    terminal.send(b"a\xff\xe9b\x80\xc3")
    terminal.send("\xe9\u4e2d\U0001f600z")
    screen = terminal.wait_for("z")
    assert "a" in screen
    assert "\xe9\u4e2d" in screen


@pytest.mark.parametrize(
    "noise",
    [
        b"\x1b[999999999999999999999u",
        b"\x1b[55555555;5u",
        b"\x1b[<0;99999;99999M",
        b"\x1b[<-1;-5;-5m",
        b"\x1b]11;rgb:00/00/00\x07",
        b"\x1b[M\xff\xff\xff",
        b"\x1bP>|term\x1b\\",
        b"\x1b[?2026;0$y",
        b"\x00\x00",
    ],
)
def test_noise_of_a_terminal_does_no_harm(start: Start, noise: bytes) -> None:
    terminal = start()
    terminal.send(noise)
    time.sleep(0.3)
    terminal.send(b"\x1b1")
    terminal.wait_for("alt one")


@pytest.mark.parametrize("end", [b"\x07", b"\x1b\\"])
def test_answers_to_questions_that_others_asked_are_no_keys(start: Start, end: bytes) -> None:
    terminal = start()
    terminal.send(b"a\x1b]11;rgb:00/00/00" + end + b"b\x1bP1+r5463=7" + end + b"c")
    terminal.wait_for("abc")


def test_alt_and_a_digit_reach_a_priority_binding_and_type_nothing(start: Start) -> None:
    terminal = start()
    terminal.send("xy")
    terminal.wait_for("xy")
    terminal.send(b"\x1b1")
    terminal.wait_for("alt one")
    terminal.send(b"\x1b2z")
    screen = terminal.wait_for("xyz")
    assert "\xa1" not in screen
    assert "\u2122" not in screen


def test_the_leader_takes_the_next_key_though_a_field_has_the_focus(start: Start) -> None:
    terminal = start()
    terminal.send("word")
    terminal.send(b"\x07")
    terminal.wait_for("2 second, ? help")
    terminal.send("2")
    terminal.wait_for("second chosen", "no choices")
    terminal.send(b"\x07?")
    terminal.wait_for("help")
    terminal.send(b"\x07\x07a\x07")
    terminal.wait_for("worda", "2 second")
    terminal.send(b"\x1b")
    terminal.wait_for("no choices")
    terminal.send("b")
    terminal.wait_for("wordab")


def test_a_click_ends_the_leader(start: Start) -> None:
    terminal = start()
    terminal.send(b"\x07")
    terminal.wait_for("2 second")
    terminal.send(b"\x1b[<0;5;5M\x1b[<0;5;5m")
    terminal.wait_for("no choices")
    terminal.send("2")
    terminal.wait_until(lambda: "2" in terminal.text().splitlines()[4])


def test_a_paste_is_text_whatever_it_looks_like(start: Start) -> None:
    terminal = start()
    terminal.send(b"\x1b[200~one\x11\x07two\x1b[31m\x1b1\x1b[201~!")
    terminal.wait_for("onetwo[31m1!")


def test_an_unfinished_paste_ends_by_itself(start: Start) -> None:
    terminal = start()
    terminal.send(b"\x1b[200~lost end")
    terminal.wait_for("lost end")
    terminal.send("!")
    terminal.wait_for("lost end!")


def test_a_paste_that_is_too_long_is_left_out_and_said(start: Start) -> None:
    terminal = start()
    terminal.send(b"\x1b[200~" + b"a" * 3_000_000 + b"\x1b[201~typed")
    screen = terminal.wait_for("3,000,000", "typed")
    assert "aaaa" not in screen


def test_ctrl_c_says_how_to_leave(start: Start) -> None:
    terminal = start()
    terminal.send(b"\t\t\x03")
    terminal.wait_for("ctrl+q")
