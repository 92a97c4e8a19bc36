"""Commands that another program runs: in a container, on another host, or as they are."""

from __future__ import annotations

import pytest
from tests.unit.importers.curl.test_shell_constructs import lost, read

from outrider.model.import_result import ImportVerdict

URL = "http://h/a"


def places(script: str) -> list[str]:
    """Where the commands run, as it is told."""
    end = "; the request is sent from this computer."
    told = [one for one in read(script).remarks if one.verdict is ImportVerdict.CHANGED]
    return [one.what.removeprefix("The command runs ").removesuffix(end) for one in told]


@pytest.mark.parametrize(
    ("call", "place"),
    [
        ("docker exec web", 'in container "web"'),
        ("docker exec -it -e A=b --user root -w /x web", 'in container "web"'),
        ("sudo docker container exec -i web", 'in container "web"'),
        ("docker run --rm --network=host -v /x:/y alpine", 'in a container of image "alpine"'),
        ("docker compose -f x.yml exec -T api", 'in a container of service "api"'),
        ("docker-compose exec api", 'in a container of service "api"'),
        ("kubectl exec web-0 --", 'in pod "web-0"'),
        ("kubectl -n shop exec -it web-0 -c app --", 'in pod "web-0"'),
        ("kubectl exec deploy/web", 'in pod "deploy/web"'),
        ("oc exec web-0 --", 'in pod "web-0"'),
        ("kubectl run tmp -i --rm --image=alpine --restart=Never --", 'in pod "tmp"'),
        ("ssh web1", 'on host "web1"'),
        ("ssh -p 22 -i key -o A=b -tt me@web1 -q", 'on host "me@web1"'),
        ("ssh $HOST", 'on host "$HOST"'),
        ("sshpass -p x ssh web1", 'on host "web1"'),
        ("multipass exec vm --", 'in virtual machine "vm"'),
        ("sudo ip netns exec blue", 'in network "blue"'),
        ("wsl -e", "in WSL"),
        ("adb -s one shell", "on the device"),
    ],
)
def test_a_command_in_another_place_is_read_and_the_place_told(call: str, place: str) -> None:
    script = f"{call} curl -X PUT {URL}"
    assert [(one.method, one.url) for one in read(script).requests] == [("PUT", URL)]
    assert (places(script), lost(read(script))) == ([place], [])


@pytest.mark.parametrize(
    "call",
    [
        "sudo -u me", "sudo -E A=b", "env -i A=b", "env -u A", "time -p", "timeout 5",
        "timeout -k 5 --foreground 10s", "nice -n 10", "nice -10", "ionice -c2", "stdbuf -oL",
        "strace -f -e trace=network", "nohup", "proxychains4 -q", "flock /tmp/x", "chroot /x",
        "op run --env-file=x --", "aws-vault exec me --", "poetry run", "exec -a x",
        "if timeout 5",
    ],
)  # fmt: skip
def test_what_changes_nothing_of_a_command_is_passed_over(call: str) -> None:
    imported = read(f"{call} curl -X PUT {URL} -H 'A: $B'")
    assert [(one.method, one.url) for one in imported.requests] == [("PUT", URL)]
    assert (lost(imported), places(f"{call} curl {URL}")) == ([], [])


@pytest.mark.parametrize(
    "call",
    [
        "su - me -c '{}'",
        "su me --command='{}'",
        "sudo -u me bash -c '{}'",
        "docker exec web sh -c '{}'",
        "kubectl exec p -- bash -lc '{}'",
        "ssh web1 '{}'",
        "ssh web1 \"sudo bash -c '{}'\"",
        "vagrant ssh box -c '{}'",
        "gcloud compute ssh vm --zone=x --command='{}'",
        "script -q -c '{}' out",
        "ssh web1 <<'EOF'\n{}\nEOF",
        "ssh web1 bash -s <<'EOF'\n{}\nEOF",
        "docker exec -i web sh <<'EOF'\n{}\nEOF",
        "bash <<'EOF'\n{}\nEOF",
        "R=$(ssh web1 '{}')",
        "watch -n 5 '{}'",
        "if docker exec web sh -c '{}'; then x; fi",
    ],
)
def test_a_text_for_a_shell_is_read(call: str) -> None:
    imported = read(call.format(f"cd /x && curl -X PUT {URL}"))
    assert [(one.method, one.url) for one in imported.requests] == [("PUT", URL)]
    assert lost(imported) == []


@pytest.mark.parametrize(
    ("call", "urls"),
    [
        (f"docker run --rm curlimages/curl:8.1 -L {URL}", [URL]),
        (f"docker run --rm quay.io/curl/curl {URL}", [URL]),
        (f"docker run curlimages/curl curl {URL}", [URL]),
        (f"kubectl run c --image=curlimages/curl -- {URL}", [URL]),
        (f"docker run --entrypoint sh curlimages/curl -c 'curl {URL}'", []),
        ("docker build -t curl .", []),
        ("docker pull curlimages/curl", []),
        ("kubectl run c --image=curlimages/curl", []),
    ],
)
def test_an_image_may_run_curl_by_itself(call: str, urls: list[str]) -> None:
    imported = read(f"curl http://h/first\n{call}")
    assert [one.url for one in imported.requests] == ["http://h/first", *urls]


def test_a_variable_of_another_host_is_not_one_of_here() -> None:
    imported = read("T=mine\nssh web1 'curl http://h/a/$T/$HOME'")
    assert [one.url for one in imported.requests] == ["http://h/a/{{T}}/{{HOME}}"]
    assert {what for _, what in lost(imported)} == {
        'Variable "T" of the script was replaced by reference {{T}}.',
        'Variable "HOME" of the script was replaced by reference {{HOME}}.',
    }


def test_a_variable_that_is_filled_in_here_or_given_there_is_known() -> None:
    imported = read("""T=mine\nssh web1 "A=$T; curl http://h/a/$T/$B" 'curl http://h/b/'""")
    assert imported.requests[0].url == "http://h/a/mine/{{$env.B}}"
    imported = read("ssh web1 'T=there; curl http://h/a/$T'")
    assert [one.url for one in imported.requests] == ["http://h/a/there"]


def test_a_file_of_another_host_is_not_read_here() -> None:
    imported = read("ssh web1 curl -d @body http://h/a", body=b"mine")
    assert "mine" not in str(imported.requests)
    assert lost(imported)[0][1].startswith('File "body" was not read')


def test_a_line_of_a_text_for_a_shell_has_its_number() -> None:
    imported = read("\nssh web1 <<'EOF'\ncd /x\ncurl http://h/$T\nEOF\n")
    assert [line for line, _ in lost(imported)] == [4]


def test_a_place_that_a_command_gives_out_is_not_named() -> None:
    assert places("docker exec $(docker ps -q) curl http://h/a")[0] == 'in container "…"'
    assert [one.url for one in read("env -S 'curl http://h/a'").requests] == ["http://h/a"]
