"""Names of what leads to a page, of numbers to be typed, and of what opens by its value."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.credential_shapes import find_credentials, is_credential

PAGES = (
    "next_token nextToken NextToken continuationToken pageToken sync_token delta_token "
    "deltaToken resume_token starting_token StartingToken skipToken $skiptoken cursor marker"
)


@each_case(PAGES.split())
def test_what_leads_to_a_page_is_no_credential(name: str) -> None:
    assert not is_credential(name, "abcdefgh12345")


def test_a_number_to_be_typed_is_one_by_its_name() -> None:
    assert all(is_credential("pin", one) for one in ("1234", "123456"))
    assert not is_credential("pin", "123")
    assert not is_credential("year", "1234")


def test_the_secret_id_of_a_role_is_made_as_one() -> None:
    assert is_credential("secret_id", "6a174c20-f6de-a53c-74d2-6018fcceff64")
    assert not is_credential("SecretId", "prod/database/main")
    assert not is_credential("secretId", "abcdefgh12345")


TOLD = (
    "Use `curl -u admin:hunter2pw` first",
    "as curl -u admin:hunter2pw, then",
    "(curl --user admin:hunter2pw).",
    "curl -u 'admin:hunter2pw' https://h.example",
)


@each_case(TOLD)
def test_a_password_in_a_sentence_ends_before_its_signs(told: str) -> None:
    assert [told[one.start : one.end] for one in find_credentials(told)] == ["hunter2pw"]


HOOKS = (
    "https://x.webhook.office.com/webhookb2/aaaa@bbbb/IncomingWebhook/{}/cccc",
    "https://outlook.office.com/webhook/1f0c-22@9a0c-41/IncomingWebhook/{}/7d1e-4f",
)


@each_case(HOOKS)
def test_the_path_of_a_webhook_lets_anybody_post(url: str) -> None:
    written = url.format("0123456789abcdef0123456789abcdef")
    assert any(
        "0123456789abcdef" in written[one.start : one.end] for one in find_credentials(written)
    )
