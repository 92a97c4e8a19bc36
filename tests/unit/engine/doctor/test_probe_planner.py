"""The planner, told what servers answer: what it tries, in which order, and when it stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outrider.engine.doctor.probe_planner import best_trial, is_same_server, next_probe
from outrider.engine.doctor.probes import (
    AuthEdit,
    AuthFacts,
    Probe,
    ProbeKind,
    ProbeOutcome,
    ProbeTrial,
)

METHOD = "token_endpoint_auth_method"
URL = "https://login.example.com/token"
SECRET = frozenset({"client_id", "client_secret"})
FACTS = AuthFacts({"token_endpoint": URL, "scope": "a b"}, SECRET, endpoint=URL)


def tried(
    facts: AuthFacts, answer: Callable[[Probe], ProbeOutcome], most: int = 20
) -> list[ProbeTrial]:
    """All that is tried, where a server answers so."""
    trials: list[ProbeTrial] = []
    while len(trials) < most and (probe := next_probe(facts, trials)) is not None:
        trials.append(ProbeTrial(probe, answer(probe)))
    return trials


def always(outcome: ProbeOutcome) -> Callable[[Probe], ProbeOutcome]:
    return lambda _: outcome


def edits(trials: list[ProbeTrial]) -> list[str]:
    return [", ".join(map(str, one.probe.edits)) for one in trials]


def test_the_definition_as_it_is_comes_first_and_a_token_ends_it() -> None:
    assert edits(tried(FACTS, always(ProbeOutcome(ProbeKind.TOKEN)))) == [""]


@pytest.mark.parametrize("kind", [ProbeKind.LOCKED, ProbeKind.UNAVAILABLE])
def test_nothing_is_tried_after_the_first_sign_of_a_lock_out(kind: ProbeKind) -> None:
    assert edits(tried(FACTS, always(ProbeOutcome(kind)))) == [""]


def test_a_lock_out_in_the_middle_ends_it() -> None:
    outcomes = iter([ProbeKind.CREDENTIALS, ProbeKind.CREDENTIALS, ProbeKind.LOCKED])
    assert len(tried(FACTS, lambda _: ProbeOutcome(next(outcomes)))) == 3


def test_no_method_is_tried_for_which_the_definition_has_nothing() -> None:
    refused = always(ProbeOutcome(ProbeKind.CREDENTIALS))
    assert edits(tried(FACTS, refused)) == [
        "",
        f'with {METHOD} = "client_secret_post"',
        f'with {METHOD} = "client_secret_jwt"',
    ]
    public = AuthFacts(FACTS.settings, frozenset({"client_id"}), endpoint=URL)
    assert edits(tried(public, refused)) == [""]


def test_methods_that_the_metadata_does_not_list_are_not_tried_besides_basic_and_post() -> None:
    listed = AuthFacts(
        FACTS.settings,
        SECRET | {"private_key"},
        has_certificate=True,
        endpoint=URL,
        methods=("tls_client_auth", "none"),
    )
    refused = always(ProbeOutcome(ProbeKind.CREDENTIALS))
    assert edits(tried(listed, refused)) == [
        "",
        f'with {METHOD} = "client_secret_post"',
        f'with {METHOD} = "tls_client_auth"',
        f'with {METHOD} = "none"',
    ]


def test_the_one_method_that_the_server_names_comes_first() -> None:
    facts = AuthFacts(FACTS.settings, SECRET | {"private_key"}, endpoint=URL)
    outcome = ProbeOutcome(ProbeKind.CREDENTIALS, methods=("client_secret_post",))
    assert edits(tried(facts, always(outcome)))[1] == f'with {METHOD} = "client_secret_post"'
    # Of several, some may have been tried by the server: the file's own key says more.
    several = ProbeOutcome(ProbeKind.CREDENTIALS, methods=("client_secret_post", "none"))
    assert edits(tried(facts, always(several)))[1] == f'with {METHOD} = "private_key_jwt"'


@pytest.mark.parametrize(("written", "other"), [("", "raw"), ("raw", "rfc6749")])
def test_the_other_encoding_comes_first_where_it_makes_a_difference(
    written: str, other: str
) -> None:
    settings = {**FACTS.settings, "basic_encoding": written}
    facts = AuthFacts(settings, SECRET, has_reserved=True, endpoint=URL)
    told = edits(tried(facts, always(ProbeOutcome(ProbeKind.CREDENTIALS))))
    assert told[1] == f'with basic_encoding = "{other}"'


def test_basic_is_tried_in_both_encodings_from_another_method() -> None:
    settings = {**FACTS.settings, METHOD: "client_secret_post"}
    facts = AuthFacts(settings, SECRET, has_reserved=True, endpoint=URL)
    told = edits(tried(facts, always(ProbeOutcome(ProbeKind.CREDENTIALS))))
    basic = f'with {METHOD} = "client_secret_basic"'
    assert basic in told
    assert f'{basic}, with basic_encoding = "raw"' in told


def test_a_step_forward_is_kept_and_the_next_is_tried_on_top_of_it() -> None:
    other = "https://login.example.com/oauth/token"
    facts = AuthFacts(
        FACTS.settings, SECRET, endpoint=URL, announced_endpoint=other, scopes=("a", "c")
    )

    def answer(probe: Probe) -> ProbeOutcome:
        made = set(probe.edits)
        if AuthEdit(("token_endpoint",), other) not in made:
            return ProbeOutcome(ProbeKind.MISPLACED)
        if AuthEdit((METHOD,), "client_secret_post") not in made:
            return ProbeOutcome(ProbeKind.CREDENTIALS)
        if AuthEdit(("scope",), "a") not in made:
            return ProbeOutcome(ProbeKind.SCOPE)
        return ProbeOutcome(ProbeKind.TOKEN)

    trials = tried(facts, answer)
    assert len(trials) == 4
    assert best_trial(trials).probe.edits == (
        AuthEdit(("token_endpoint",), other),
        AuthEdit((METHOD,), "client_secret_post"),
        AuthEdit(("scope",), "a"),
    )


def test_a_rejected_secret_is_not_sent_in_every_way() -> None:
    assert len(tried(FACTS, always(ProbeOutcome(ProbeKind.SECRET)))) == 2


@pytest.mark.parametrize(
    ("location", "is_tried"),
    [
        ("https://login.example.com/oauth/token", True),
        ("https://LOGIN.example.com:443/oauth/token", True),
        ("https://login.example.com.evil.example/token", False),
        ("https://evil.example/token", False),
        ("https://login.example.com:8443/token", False),
        ("http://login.example.com/token", False),
        ("https://login.example.com@evil.example/token", False),
        ("ftp://login.example.com/token", False),
        ("", False),
    ],
)
def test_a_redirect_is_followed_on_the_same_server_only(location: str, is_tried: bool) -> None:
    trials = tried(FACTS, always(ProbeOutcome(ProbeKind.MISPLACED, location=location)))
    assert (f'with token_endpoint = "{location}"' in edits(trials)) is is_tried


@pytest.mark.parametrize(
    ("url", "other", "is_same"),
    [
        ("http://login.example.com/token", "https://login.example.com/token", True),
        ("https://login.example.com/token", "http://login.example.com/token", False),
        ("https://127.0.0.1:8443/token", "http://127.0.0.1:8443/token", True),
        ("http://127.0.0.1:1/token", "http://127.0.0.1:2/token", False),
    ],
)
def test_which_urls_are_the_same_server(url: str, other: str, is_same: bool) -> None:
    assert is_same_server(url, other) is is_same


def test_plain_http_is_never_tried_for_https_beyond_loopback() -> None:
    outcome = ProbeOutcome(ProbeKind.UNREACHABLE, has_no_tls=True)
    assert edits(tried(FACTS, always(outcome))) == [""]


KINDS = st.sampled_from([kind for kind in ProbeKind if kind is not ProbeKind.TOKEN])
OUTCOMES = st.builds(
    ProbeOutcome,
    kind=KINDS,
    location=st.sampled_from(["", "https://evil.example/", f"{URL}/", URL]),
    methods=st.lists(st.sampled_from(["none", "client_secret_post"]), max_size=2).map(tuple),
    words=st.sampled_from(["", "scope a is unknown"]),
    needs_tls=st.booleans(),
    has_no_tls=st.booleans(),
)


@settings(max_examples=40)
@given(outcomes=st.lists(OUTCOMES, min_size=40, max_size=40), reserved=st.booleans())
def test_whatever_a_server_answers_it_ends_tries_nothing_twice_and_stays_on_the_server(
    outcomes: list[ProbeOutcome], reserved: bool
) -> None:
    answers: Iterator[ProbeOutcome] = iter(outcomes)
    facts = AuthFacts(
        {**FACTS.settings, "assertion_audience": "x"},
        SECRET | {"private_key"},
        parameters=("resource",),
        response_members=("access_token",),
        has_reserved=reserved,
        endpoint=URL,
        announced_endpoint="https://elsewhere.example/token",
        announced_issuer="https://login.example.com",
        methods=("client_secret_post", "private_key_jwt"),
        scopes=("a",),
    )
    trials = tried(facts, lambda _: next(answers), most=40)
    assert len(trials) < 40
    made = [frozenset(one.probe.edits) for one in trials]
    assert len(set(made)) == len(made)
    ends = [
        edit.value for one in trials for edit in one.probe.edits if edit.key[0] == "token_endpoint"
    ]
    assert all(end is not None and is_same_server(URL, end) for end in ends)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("api://orders/read", "api://orders/.default"),
        ("api://orders", "api://orders/.default"),
        ("https://graph.microsoft.com/User.Read", "https://graph.microsoft.com/.default"),
    ],
)
def test_the_scope_that_microsoft_wants_is_tried_first(written: str, meant: str) -> None:
    facts = AuthFacts({**FACTS.settings, "scope": written}, SECRET, endpoint=URL)
    words = "aadsts1002012: must have a scope value with /.default suffixed to the resource"
    outcome = ProbeOutcome(ProbeKind.SCOPE, words=words)
    assert edits(tried(facts, always(outcome)))[1] == f'with scope = "{meant}"'


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/auth/realms/a/protocol/openid-connect/token", "/realms/a/protocol/openid-connect/token"),
        ("/realms/a/protocol/openid-connect/token", "/auth/realms/a/protocol/openid-connect/token"),
    ],
)
def test_an_endpoint_of_keycloak_is_tried_with_and_without_auth(written: str, meant: str) -> None:
    url = f"https://login.example.com{written}"
    facts = AuthFacts({"token_endpoint": url}, SECRET, endpoint=url)
    told = edits(tried(facts, always(ProbeOutcome(ProbeKind.MISPLACED))))
    assert told[1] == f'with token_endpoint = "https://login.example.com{meant}"'


def test_what_copying_left_is_taken_away_in_all_that_is_tried() -> None:
    facts = AuthFacts({**FACTS.settings, "client_id": "orders "}, SECRET, endpoint=URL)
    after = edits(tried(facts, always(ProbeOutcome(ProbeKind.CREDENTIALS))))
    assert after[:2] == ["", 'with client_id = "orders"']
    assert all('client_id = "orders"' in one for one in after[1:])
    assert any("client_secret_post" in one for one in after)


def test_an_error_code_is_nearer_to_a_token_than_any_page() -> None:
    page = ProbeOutcome(ProbeKind.CREDENTIALS, is_token_error=False)
    refused, lost = ProbeOutcome(ProbeKind.CREDENTIALS), ProbeOutcome(ProbeKind.MISPLACED)
    assert lost.progress < page.progress < refused.progress
    unclear = ProbeOutcome(ProbeKind.UNCLEAR, is_token_error=False)
    assert lost.progress < unclear.progress < refused.progress


def test_the_next_complaint_about_what_was_requested_means_that_the_first_is_mended() -> None:
    kinds = [ProbeKind.SCOPE, ProbeKind.SCOPE, ProbeKind.TARGET, ProbeKind.TARGET]
    trials = [
        ProbeTrial(Probe((AuthEdit(("scope",), str(number)),)), ProbeOutcome(kind))
        for number, kind in enumerate(kinds)
    ]
    assert best_trial(trials) is trials[2]
