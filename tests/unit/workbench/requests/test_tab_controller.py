"""Whatever is opened, kept, closed and renamed: the tabs stay one for each request."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from outrider.workbench.requests.tab_controller import OpenTabs

NAMES = st.sampled_from(["a", "b", "f/a", "f/b", "f/g/c", "*1"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("show"), NAMES),
        st.tuples(st.just("keep"), NAMES),
        st.tuples(st.just("close"), NAMES),
        st.tuples(st.just("move"), st.sampled_from([("f", "h"), ("a", "c"), ("h", "f")])),
        st.tuples(st.just("delete"), st.sampled_from(["f", "a"])),
    ),
    max_size=30,
)


def with_its_folder(before: str, after: str, request_id: str) -> str:
    """The id of a request when a folder or it itself moves, or is deleted."""
    if not f"{request_id}/".startswith(f"{before}/"):
        return request_id
    return after + request_id[len(before) :] if after else ""


@given(STEPS)
def test_every_request_has_one_tab_and_one_at_most_is_a_preview(
    steps: list[tuple[str, object]],
) -> None:
    ids = OpenTabs()
    kept: set[str] = set()
    for step, what in steps:
        before = set(ids)
        match step, what:
            case "show", str(name):
                ids.show(name)
                assert name in ids
            case "keep", str(name):
                ids.keep(name)
                kept |= {name} & before
            case "close", str(name):
                near = ids.close(name)
                assert name not in ids
                assert near == "" or near in ids
                kept.discard(name)
            case "move", (str(old), str(new)):
                moved = partial(with_its_folder, old, new)
                ids.rename(moved)
                kept = {moved(one) for one in kept}
            case "delete", str(name):
                ids.rename(partial(with_its_folder, name, ""))
                kept = {one for one in kept if not f"{one}/".startswith(f"{name}/")}
        assert len(list(ids)) == len(set(ids))
        assert ids.preview == "" or ids.preview in ids
        # Nobody loses a tab that was kept but by closing it.
        assert kept <= set(ids)


def test_the_neighbour_of_a_tab_is_found_round_the_ends() -> None:
    ids = OpenTabs()
    assert ids.beside("a", 1) == ""
    for name in ("a", "b", "c"):
        ids.show(name)
        ids.keep(name)
    assert [ids.beside(name, 1) for name in "abc"] == ["b", "c", "a"]
    assert ids.beside("a", -1) == "c"
    assert ids.beside("?", 1) == "a"
    assert ids.close("b") == "c"
    assert ids.close("c") == "a"
    assert ids.close("a") == ""
