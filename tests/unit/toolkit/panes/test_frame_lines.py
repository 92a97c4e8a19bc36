"""Where lines meet."""

from outrider.toolkit.panes.frame_lines import HEAVY, LIGHT


def test_the_sides_of_a_box_begin_and_end_with_corners() -> None:
    assert LIGHT.left_of(up=False, down=True, across=True) == "╭"
    assert LIGHT.left_of(up=True, down=True, across=True) == "├"
    assert LIGHT.left_of(up=True, down=False, across=True) == "╰"
    assert HEAVY.right_of(up=False, down=True, across=True) == "┓"
    assert HEAVY.right_of(up=True, down=True, across=True) == "┫"
    assert HEAVY.right_of(up=True, down=False, across=True) == "┛"
    assert HEAVY.right_of(up=True, down=True, across=False) == "┃"


def test_a_divider_has_an_arm_for_each_line_that_ends_on_it() -> None:
    assert LIGHT.crossing(left=True, right=True, up=False) == "┬"
    assert LIGHT.crossing(left=True, right=False, up=False) == "╮"
    assert LIGHT.crossing(left=True, right=True, up=True) == "┼"
    assert LIGHT.crossing(left=False, right=True, up=True) == "├"
    assert LIGHT.crossing(left=True, right=False, up=True) == "┤"
    assert HEAVY.crossing(left=False, right=False, up=True) == "┃"
