"""``check`` tells of credentials that are written out in files that git takes along."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.shell import Shell


def warned(lab: Lab, shell: Shell) -> list[str]:
    (lab.root / ".git").mkdir()
    lines = shell.run("check").text.splitlines()
    return [
        line.strip() for line in lines if "is plain text in" in line or line.startswith("  at ")
    ]


def test_the_queries_of_an_auths_urls_are_looked_at(lab: Lab, shell: Shell) -> None:
    lab.request(
        "own",
        more='[auth]\ntype = "oauth2"\ngrant_type = "authorization_code"\nclient_id = "me"\n'
        'token_endpoint = "https://id.example/t?api_key=Heron1abcdef"\n'
        'authorization_endpoint = "https://id.example/a?page_token=2&sig=Heron2abcdef"\n'
        'redirect_uri = "http://127.0.0.1:8000/back?next=1"\n'
        '[auth.token_parameters]\nsecret = ["Heron3abcdef", "{{b}}"]\n',
    )
    lines = warned(lab, shell)
    assert "at auth.token_endpoint" in lines
    assert "at auth.authorization_endpoint" in lines
    assert any("(auth.token_parameters.secret" in line for line in lines)
    assert not any("redirect_uri" in line for line in lines)


def test_a_key_s_password_is_told_once(lab: Lab, shell: Shell) -> None:
    lab.write(
        {
            "environments/mine.toml": '[tls]\nclient_certificate = "c.pem"\nclient_key = "c.pem"\n'
            'client_key_password = "Heron4abcdef"\n'
        }
    )
    lines = warned(lab, shell)
    assert len([line for line in lines if line.startswith("environments/mine.toml")]) == 1


def test_a_number_may_be_a_password(lab: Lab, shell: Shell) -> None:
    lab.request("one", more="[variables]\npassword = 13572468\nport = 13572468\n")
    lines = warned(lab, shell)
    assert "at variables.password" in lines
    assert "at variables.port" not in lines


def test_every_credential_of_a_value_is_named_with_the_file_to_move_it_to(
    lab: Lab, shell: Shell
) -> None:
    lab.write(
        {
            "outrider.toml": 'default_environment = "stage"\n',
            "environments/dev.toml": '[secrets]\nkey = "Heron1abcdef"\n',
            "environments/stage.toml": "",
        }
    )
    lab.request("one", more='[body]\ntype = "text"\ncontent = "api_key=Heron2abc&sig=Heron3abc"\n')
    (lab.root / ".git").mkdir()
    said = " ".join(shell.run("check").text.split())
    assert "Possible credentials (api_key, sig) are plain text in requests/one.toml" in said
    assert "Move them to [secrets] in environments/stage.local.toml and use {{name}} here." in said
    assert "Move it to environments/dev.local.toml, which git ignores." in said
    assert "ID.local.toml" not in said


def test_a_credential_of_an_auth_is_called_by_its_key(lab: Lab, shell: Shell) -> None:
    basic = 'type = "basic"\nusername = "bob"\npassword = "directpassword1"\n'
    lab.write({"environments/mine.toml": f"[auth.default]\n{basic}"})
    lab.request("own", more=f"[auth]\n{basic}")
    lines = warned(lab, shell)
    assert any("A possible credential (auth.default.password) is" in line for line in lines)
    assert any("A possible credential (auth.password) is" in line for line in lines)
    assert not any("bob_password" in line for line in lines)


def test_a_variable_that_only_a_credential_refers_to_is_one(lab: Lab, shell: Shell) -> None:
    lab.write(
        {
            "environments/mine.toml": '[variables]\np = "hunter2hunter2"\nboth = "heron"\n'
            'todo = "<yours>"\nwho = "bob"\n'
            '[auth.default]\ntype = "basic"\nusername = "{{who}}"\npassword = "{{p}}"\n'
            '[auth.b]\ntype = "basic"\nusername = "{{both}}"\npassword = "{{both}}"\n'
            '[auth.c]\ntype = "bearer"\ntoken = "{{todo}}"\n'
            '[auth.d]\nextends = "default"\npassword = "{{q}}"\n',
            "outrider.toml": '[variables]\nq = "hunter3hunter3"\n',
        }
    )
    lines = warned(lab, shell)
    assert [line for line in lines if line.startswith("at variables")] == [
        "at variables.p",
        "at variables.q",
    ]
