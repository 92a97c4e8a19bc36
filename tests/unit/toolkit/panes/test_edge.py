"""What of an edge's texts is shown where there is little room."""

import pytest

from outrider.toolkit.panes.edge import Edge

RESPONSE = Edge(
    "Response", "✓ 200 OK", "2xx", ("7 ms", "801 B", "HTTP/1.1", "Dev"), keeps_last=True
)


@pytest.mark.parametrize(
    ("cells", "facts"),
    [
        (80, ("7 ms", "801 B", "HTTP/1.1", "Dev")),
        (46, ("7 ms", "801 B", "Dev")),
        (38, ("7 ms", "Dev")),
        (30, ("Dev",)),
    ],
)
def test_the_protocol_gives_way_first_and_the_environment_never(
    cells: int, facts: tuple[str, ...]
) -> None:
    shown = RESPONSE.fitted(cells)
    assert (shown.name, shown.badge, shown.facts) == ("Response", "✓ 200 OK", facts)


def test_a_long_state_is_cut_before_the_environment_goes() -> None:
    edge = Edge("Response", "✗ 404 Not Found", "4xx", ("Staging",), keeps_last=True)
    shown = edge.fitted(33)
    assert shown.badge.startswith("✗ 404")
    assert shown.badge.endswith("…")
    assert shown.facts == ("Staging",)


def test_a_fact_that_may_go_goes_for_the_name() -> None:
    edge = Edge("List orders", facts=("requests/list-orders.toml",))
    assert edge.fitted(60).facts
    assert edge.fitted(30) == Edge("List orders")


@pytest.mark.parametrize("cells", range(60))
def test_nothing_is_wider_than_its_room(cells: int) -> None:
    for name in ("Response", "x" * 300, "名" * 300, "e" + "\u0301" * 300, "\x1b[2J\n"):
        for badge in ("", "✓ 200 OK", "y" * 300):
            shown = Edge(name, badge, facts=("1", "z" * 300), keeps_last=True).fitted(cells)
            assert "\x1b" not in shown.name
            assert _width(shown) <= max(cells, 2)


def _width(edge: Edge) -> int:
    from rich.cells import cell_len

    parts = [edge.name, edge.badge, " · ".join(edge.facts)]
    return sum(cell_len(part) + 3 for part in parts if part) - 1 if any(parts) else 0


def test_its_text_is_all_that_is_said_beside_the_name() -> None:
    assert RESPONSE.text == "✓ 200 OK · 7 ms · 801 B · HTTP/1.1 · Dev"
    assert Edge("Console").text == ""
