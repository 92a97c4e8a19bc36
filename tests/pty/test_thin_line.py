"""The real program on a real terminal: few bytes, and the same screen as with many."""

from __future__ import annotations

from functools import partial

from tests.engine_lab import Lab
from tests.pty.conftest import Start
from tests.pty.harness import Terminal

STILL = 1.0
"""Seconds without a byte after which nothing more comes, on a busy machine as well."""

ESCAPE = b"\x1b"
DIALOGS = (b"\x1bOP", b"\x0f", b"\x10")
KEYS = (
    *(b"\t", b"\t", b"\x07u", "漢字 é 😀".encode(), b"\x1bOP", ESCAPE, b"\x0f", b"wide", b"\r"),
    *(b"\x07p", b"2", b"\x1b[C", b"\x07r", b"\x1b[B", b"\x10", b"the", ESCAPE, b"\x07z", b"\x07z"),
)


def cells(terminal: Terminal) -> list[list[object]]:
    """Characters and attributes."""
    terminal.text()
    columns, lines = terminal.size
    return [[terminal.screen.buffer[y][x] for x in range(columns)] for y in range(lines)]


def same(thin: Terminal, whole: Terminal) -> bool:
    """Whether both show the same, after all that they have written."""
    whole.pump(0)
    return cells(thin) == cells(whole)


def is_in_dialog(terminal: Terminal) -> bool:
    """Whether a box stands elsewhere than the panes do."""
    return any("╭─" in line[2:].replace("╮ ╭─", "") for line in terminal.text().split("\n"))


def is_at_work(terminal: Terminal) -> bool:
    return not is_in_dialog(terminal)


def test_few_bytes_draw_the_screen_that_many_draw(lab: Lab, workbench: Start) -> None:
    lab.request("wide", "{{base_url}}/漢字/😀")
    # Of 256 colours Textual takes others.
    colors = {"COLORTERM": "truecolor"}
    thin = workbench(size=(120, 40), environment=colors)
    whole = workbench(size=(120, 40), environment={**colors, "OUTRIDER_WHOLE_FRAMES": "1"})
    for terminal in (thin, whole):
        terminal.settle(STILL)
    before = len(thin.output), len(whole.output)
    for keys in KEYS:
        for terminal in (thin, whole):
            terminal.send(keys)
            if keys in DIALOGS:
                terminal.wait_until(partial(is_in_dialog, terminal), "the dialog")
            elif keys == ESCAPE:
                # What comes right behind an escape would be part of it.
                terminal.wait_until(partial(is_at_work, terminal), "the work")
            terminal.settle()
        thin.wait_until(lambda: same(thin, whole), f"the same after {keys!r}")
    assert (len(thin.output) - before[0]) * 4 < len(whole.output) - before[1]
    for terminal in (thin, whole):
        terminal.settle(STILL)
    before_repaint = cells(thin)
    assert before_repaint == cells(whole)
    position = len(thin.output)
    thin.send(b"\x0c")
    # Everything is sent, and nothing was wrong before.
    thin.wait_until(
        lambda: len(thin.output) - position > 2 * 120 * 40 / 3 and cells(thin) == before_repaint,
        "the same screen from nothing",
    )


def test_what_another_program_wrote_over_the_screen_goes(workbench: Start) -> None:
    terminal = workbench()
    terminal.settle(STILL)
    right = cells(terminal)
    terminal.screen.erase_in_display(2)
    terminal.send(b"\x0c")
    terminal.wait_until(lambda: cells(terminal) == right, "the screen as it was")


def test_a_resize_that_ends_where_it_began_draws_all(workbench: Start) -> None:
    terminal = workbench()
    terminal.settle(STILL)
    right = cells(terminal)
    # Emptied before: whatever the program takes the resizes for, it has to draw all.
    terminal.screen.erase_in_display(2)
    for size in ((40, 10), (80, 24)):
        terminal.resize(*size)
    terminal.wait_until(lambda: cells(terminal) == right, "the screen as it was")


def test_a_letter_and_a_move_of_the_focus_are_few_bytes(workbench: Start) -> None:
    terminal = workbench(size=(120, 40))
    terminal.settle(STILL)
    terminal.send(b"\x07u")
    terminal.settle(STILL)
    # Sums, because what a busy machine draws late counts for the key behind it.
    start = len(terminal.output)
    for letter in b"abcdefgh":
        terminal.send(bytes([letter]))
        terminal.settle(0.2)
    terminal.settle(STILL)
    assert len(terminal.output) - start <= 8 * 140
    start = len(terminal.output)
    for _ in range(8):
        terminal.send(b"\t")
        terminal.settle(0.2)
    terminal.settle(STILL)
    assert len(terminal.output) - start <= 8 * 1400


def test_what_is_no_frame_is_drawn_as_textual_does_and_forgotten(start: Start) -> None:
    terminal = start()
    terminal.settle(STILL)
    right = cells(terminal)
    terminal.send(b"\x12")
    terminal.wait_for("something else")
    # Nobody knows where it was drawn, so all is sent.
    terminal.send(b"\x0c")
    terminal.wait_until(lambda: cells(terminal) == right, "the screen as it was")


def test_a_storm_of_resizes_ends_with_the_right_screen(workbench: Start) -> None:
    terminal = workbench()
    terminal.settle(STILL)
    storm = [(20 + step * 7 % 180, 5 + step * 3 % 60) for step in range(300)]
    for size in (*storm, (1, 1), (500, 200), (2, 1), (1, 2), (120, 40)):
        terminal.resize(*size)
        terminal.pump(0.005)
    terminal.send(b"\x07u")
    terminal.wait_for("^R Send", "Into the tab")
    terminal.settle(STILL)
    shown = cells(terminal)
    terminal.screen.erase_in_display(2)
    terminal.send(b"\x0c")
    terminal.wait_until(lambda: cells(terminal) == shown, "the same from nothing")
    for size in ((1, 1), (500, 200), (80, 24)):
        terminal.resize(*size)
        terminal.settle(0.3)
    terminal.wait_for("^R Send", "Environments")
