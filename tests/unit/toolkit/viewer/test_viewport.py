"""Which folded rows are on the screen, against the plain list of all screen lines."""

from hypothesis import given
from hypothesis import strategies as st

from outrider.toolkit.viewer.viewport import ScreenLine, Viewport

HEIGHTS = st.lists(st.integers(1, 6), min_size=1, max_size=12)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(-30, 30)),
        st.tuples(st.just("go"), st.integers(0, 11)),
        st.tuples(st.just("reveal"), st.integers(0, 60)),
        st.tuples(st.just("scroll_into_view"), st.integers(0, 60)),
    ),
    max_size=12,
)


@given(HEIGHTS, st.integers(1, 9), MOVES)
def test_the_window_is_always_a_piece_of_all_lines(
    folds: list[int], height: int, moves: list[tuple[str, int]]
) -> None:
    lines = [ScreenLine(row, fold) for row, count in enumerate(folds) for fold in range(count)]
    last = max(len(lines) - height, 0)
    port = Viewport(len(folds), folds.__getitem__)
    port.resize(height)
    assert port.last_top == lines[last]
    at = 0
    for kind, amount in moves:
        if kind == "move":
            port.move(amount)
            at = min(max(at + amount, 0), last)
        elif kind == "go":
            row = min(amount, len(folds) - 1)
            port.go(ScreenLine(row))
            at = min(lines.index(ScreenLine(row)), last)
        else:
            wanted = lines[min(amount, len(lines) - 1)]
            getattr(port, kind)(wanted)
            assert wanted in port.frame()
            at = lines.index(port.top)
        assert port.frame() == lines[at : at + height]


def test_a_smaller_window_keeps_its_first_row() -> None:
    port = Viewport(100, lambda _: 1)
    port.resize(40)
    port.go(ScreenLine(50))
    port.resize(10)
    assert port.top == ScreenLine(50)


def test_no_row_is_asked_for_that_is_far_from_the_screen() -> None:
    asked: set[int] = set()

    def folds(row: int) -> int:
        asked.add(row)
        return 1 + row % 3

    port = Viewport(1_000_000, folds)
    port.resize(40)
    port.move(20)
    port.frame()
    assert len(asked) < 200
