"""Programs that run a command among their arguments: in a container, elsewhere, or as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from outrider.importers.curl.shell_command import SENDS

_NAME = re.compile(r"(?:.*[/\\])?(?P<name>[^/\\]+?)(?:\.exe)?", re.DOTALL)
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_IMAGE_OF_CURL = re.compile(r"(?:[^\s/]+/)*curl(?:images)?(?:[:@]\S*)?")
_COMMAND = re.compile(r"(?:.*/)?(?:curl|wget2?|https?|xhs?|bash|sh)(?:\.exe)?")


class RunCall(Struct, frozen=True):
    """A command that a program runs.

    Attributes:
        words: of the command; of a text for a shell, one word.
        first: where these begin among the words of the call; 0 where they are put together.
        is_text: a shell reads them anew.
        place: where they run, if not here: ``in container "web"``.
    """

    words: Sequence[str]
    first: int = 0
    is_text: bool = False
    place: str = ""


class _Runner(Struct, frozen=True):
    """How a program is called.

    Attributes:
        flags: options without a value; others have one, in the same word or in the next.
        operands: how many words stand before the command.
        place: where it runs; the first of these words is its name.
        is_joined: the words are joined, and a shell reads them.
        texts: options whose value is a text for a shell.
        only_texts: no other words are a command.
        only_behind: two dashes have to stand before the command.
        of_image: the command may be what an image runs by itself.
        is_late: options may also stand behind these words.
        assigns: variables may be given before the command.
    """

    flags: str = ""
    operands: int = 0
    place: str = ""
    is_joined: bool = False
    texts: str = ""
    only_texts: bool = False
    only_behind: bool = False
    of_image: bool = False
    is_late: bool = False
    assigns: bool = False


_DOCKER = (
    "-i -t -d -P -q -T --interactive --tty --detach --privileged --rm --init --read-only "
    "--publish-all --quiet --no-healthcheck --no-TTY --no-deps --service-ports --build"
)
_IN_CONTAINER = _Runner(_DOCKER, 1, "in container")
_OF_IMAGE = _Runner(_DOCKER, 1, "in a container of image", of_image=True)
_OF_SERVICE = _Runner(_DOCKER, 1, "in a container of service")
_CLUSTER = (
    "-i -t -q --stdin --tty --quiet --rm --attach --command --expose --wait --leave-stdin-open "
    "--insecure-skip-tls-verify"
)
_IN_POD = _Runner(_CLUSTER, 1, "in pod", is_late=True)
_IN_NEW_POD = _Runner(_CLUSTER, 1, "in pod", is_late=True, only_behind=True, of_image=True)
_SSH = "-4 -6 -A -a -C -f -G -g -K -k -M -N -n -q -s -T -t -V -v -X -x -Y -y"
_TEXT = "-c --command"
_SU = "-l -m -p -a -e -f -q --login"
_CALLS = (
    ("docker podman nerdctl", "exec", _IN_CONTAINER),
    ("docker podman nerdctl", "container exec", _IN_CONTAINER),
    ("docker podman nerdctl", "run", _OF_IMAGE),
    ("docker podman nerdctl", "container run", _OF_IMAGE),
    ("docker podman nerdctl", "compose exec", _OF_SERVICE),
    ("docker podman nerdctl", "compose run", _OF_SERVICE),
    ("docker-compose podman-compose", "exec", _OF_SERVICE),
    ("docker-compose podman-compose", "run", _OF_SERVICE),
    ("kubectl oc k microk8s.kubectl", "exec", _IN_POD),
    ("kubectl oc k microk8s.kubectl", "run", _IN_NEW_POD),
    ("microk8s minikube k3s", "kubectl exec", _IN_POD),
    ("ssh plink autossh mosh", "", _Runner(_SSH, 1, "on host", is_late=True, is_joined=True)),
    ("lxc incus multipass", "exec", _Runner("", 1, "in virtual machine")),
    ("vagrant", "ssh", _Runner("-p", 9, "in virtual machine", texts=_TEXT, only_texts=True)),
    ("gcloud", "compute ssh", _Runner("", 9, "on host", texts="--command", only_texts=True)),
    (
        "fly flyctl",
        "ssh console",
        _Runner("-q --quiet", 9, "on the host of the app", texts="-C --command", only_texts=True),
    ),
    ("heroku", "run", _Runner("--no-tty --exit-code", 0, "on the host of the app", is_joined=True)),
    ("adb", "shell", _Runner("-e -d -t -T -x -n", 0, "on the device", is_joined=True)),
    ("ip", "netns exec", _Runner("", 1, "in network")),
    ("wsl", "", _Runner("-e --exec", 0, "in WSL")),
    # These run a command here, and change nothing of it.
    (
        "env",
        "",
        _Runner("-i -0 --ignore-environment --null", assigns=True, texts="-S --split-string"),
    ),
    ("sshpass", "", _Runner("-e -v")),
    ("sudo doas", "", _Runner("-E -H -n -S -k -b -i -s -A -P --preserve-env", assigns=True)),
    ("time gtime", "", _Runner("-p -a -v -l --portability --verbose")),
    ("strace ltrace", "", _Runner("-f -F -c -C -q -r -t -T -v -x -y -i")),
    ("proxychains proxychains4", "", _Runner("-q")),
    ("caffeinate", "", _Runner("-d -i -m -s -u")),
    ("nice ionice stdbuf winpty busybox", "", _Runner("-t --ignore")),
    ("setsid unbuffer nohup chronic torsocks torify", "", _Runner("-c -f -w -p --wait")),
    ("exec command", "", _Runner("-c -l -p")),
    ("timeout gtimeout", "", _Runner("-v --foreground --preserve-status --verbose", 1)),
    ("chroot faketime taskset", "", _Runner("-f -m", 1)),
    ("chrt", "", _Runner("-f -r -o -b -i", 1)),
    ("flock", "", _Runner("-s -x -e -n -u -o -F", 1, texts=_TEXT)),
    ("watch", "", _Runner("-b -c -d -e -g -t -x -w -p --color --exec", is_joined=True)),
    ("su sg script", "", _Runner(_SU, 9, texts=_TEXT, only_texts=True)),
    ("runuser", "", _Runner("-l -m -p --login", texts=_TEXT)),
    ("nix-shell", "", _Runner("--pure", 9, texts="--run --command", only_texts=True)),
    ("poetry pipenv", "run", _Runner()),
    ("bundle", "exec", _Runner()),
    ("direnv", "exec", _Runner("", 1)),
    ("sops", "exec-env", _Runner("", 1, is_joined=True)),
)
"""Programs, what is to be done by them, and how they are called for it."""


def run_call(words: Sequence[str]) -> RunCall | None:
    """The command that a call runs, as far as it is known how the program is called.

    Args:
        words: of the call, what stands before the program already gone.
    """
    found = _NAME.fullmatch(words[0]) if words else None
    if found is None or not any(map(SENDS.search, words[1:])):
        return None
    for programs, called, runner in _CALLS:
        if found["name"].lower() not in programs.split():
            continue
        made = _Reading(words, called.split(), runner).call()
        if made is not None:
            return made
    if "--" in words[:-1]:
        # Whatever the program is, what stands behind two dashes is a command.
        first = words.index("--") + 1
        if _COMMAND.fullmatch(words[first]):
            return RunCall(words[first:], first)
    return None


class _Reading:
    """One way of reading a call."""

    def __init__(self, words: Sequence[str], called: Sequence[str], runner: _Runner) -> None:
        self._words = words
        self._called = called
        self._runner = runner
        self._operands: list[str] = []

    def call(self) -> RunCall | None:
        """What is run; ``None`` where the call is none of this runner."""
        runner, flags = self._runner, self._runner.flags.split()
        waiting, is_behind, at = [*self._called], False, 1
        while at < len(self._words) and not is_behind:
            word = self._words[at]
            name, equals, value = word.partition("=")
            if not waiting and name in runner.texts.split():
                text = value if equals else "".join(self._words[at + 1 : at + 2])
                return RunCall((text,), is_text=True, place=self._place()) if text else None
            is_full = not waiting and len(self._operands) == runner.operands
            if word == "--":
                is_behind = True
            elif is_full and runner.operands and not runner.is_late:
                break
            elif word.startswith("-") and word != "-":
                is_short = not word.startswith("--") and len(word) > 2
                at += not (equals or is_short or word in flags or self._is_command(at + 1))
            elif waiting:
                if word != waiting.pop(0):
                    return None
            elif word != "-" and not (runner.assigns and _ASSIGNMENT.match(word)):
                if is_full:
                    break
                self._operands.append(word)
            at += 1
        if waiting or runner.only_texts or (runner.only_behind and not is_behind):
            return None
        return self._made(at)

    def _is_command(self, at: int) -> bool:
        return any(map(_COMMAND.fullmatch, self._words[at : at + 1]))

    def _made(self, first: int) -> RunCall | None:
        rest, place = self._words[first:], self._place()
        if self._runner.of_image and self._is_image_of_curl(first) and not self._is_command(first):
            return RunCall(("curl", *rest), place=place) if rest else None
        if not rest:
            return None
        if self._runner.is_joined:
            return RunCall((" ".join(rest),), is_text=True, place=place)
        return RunCall(rest, first, place=place)

    def _is_image_of_curl(self, first: int) -> bool:
        """Whether curl is what the image of a container runs by itself."""
        before = self._words[:first]
        images = [one.partition("=")[2] for one in before if one.startswith("--image=")]
        replaced = any(one.startswith("--entrypoint") for one in before)
        images = images or self._operands[-1:]
        return not replaced and any(map(_IMAGE_OF_CURL.fullmatch, images))

    def _place(self) -> str:
        place = self._runner.place
        return f'{place} "{self._operands[0]}"' if place and self._operands else place
