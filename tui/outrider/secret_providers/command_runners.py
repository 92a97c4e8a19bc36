"""What the programs that run code of a folder read there without being told."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from outrider.lazy_pattern import lazy_pattern

_RUNNERS = {
    "make gmake bmake remake": "GNUmakefile BSDmakefile makefile Makefile",
    "just": "justfile Justfile JUSTFILE .justfile .env",
    "task go-task": "Taskfile.yml Taskfile.yaml taskfile.yml taskfile.yaml Taskfile.dist.yml "
    "Taskfile.dist.yaml taskfile.dist.yml taskfile.dist.yaml .env",
    "npm npx pnpm pnpx yarn corepack node nodejs tsx ts-node bun bunx": "package.json index.js "
    ".npmrc .yarnrc .yarnrc.yml .pnp.cjs .pnp.loader.mjs .pnpmfile.cjs bunfig.toml tsconfig.json",
    "deno": "deno.json deno.jsonc package.json",
    "rake": "Rakefile rakefile Rakefile.rb rakefile.rb rakelib Gemfile",
    "ruby bundle bundler irb rails": "Gemfile gems.rb .bundle .irbrc",
    "python pypy uv uvx poetry pdm hatch pipenv pipx rye tox nox pytest inv invoke fab pixi": (
        "__main__.py sitecustomize.py usercustomize.py pyproject.toml setup.py setup.cfg uv.toml "
        "Pipfile tox.ini noxfile.py conftest.py pytest.ini tasks.py fabfile.py pixi.toml"
    ),
    "composer php": "composer.json php.ini .user.ini",
    "mise rtx asdf": "mise.toml .mise.toml mise.local.toml .mise.local.toml .tool-versions .mise",
    "direnv": ".envrc .env",
    "devbox devenv nix nix-shell nix-build": "devbox.json devenv.nix shell.nix default.nix "
    "flake.nix flake.lock",
    "docker docker-compose podman podman-compose buildah": "Dockerfile Containerfile compose.yaml "
    "compose.yml docker-compose.yaml docker-compose.yml docker-compose.override.yml "
    "docker-compose.override.yaml compose.override.yml compose.override.yaml .env",
    "gradle gradlew": "build.gradle build.gradle.kts settings.gradle settings.gradle.kts "
    "gradle.properties gradle buildSrc",
    "mvn mvnw": "pom.xml .mvn",
    "ant": "build.xml",
    "cargo": "Cargo.toml build.rs src .cargo",
    "go": "go.mod go.work main.go",
    "mix elixir": "mix.exs .formatter.exs",
    "cmake ctest": "CMakeLists.txt CMakePresets.json",
    "scons": "SConstruct Sconstruct sconstruct",
    "ninja": "build.ninja",
    "vagrant": "Vagrantfile",
    "ansible ansible-playbook ansible-vault": "ansible.cfg",
    "pre-commit": ".pre-commit-config.yaml",
    "babashka bb clojure lein": "bb.edn deps.edn project.clj",
    "earthly": "Earthfile",
    "mage": "magefile.go magefiles",
    "gdb": ".gdbinit",
}
"""Programs, and the files and folders that they run or are told by: as their manuals have it."""

_ONLY_READ = frozenset({"age", "base64", "cat", "gpg", "gpg2", "head", "rage", "tail"})
_VERSION = lazy_pattern(r"[\d.]*(?:\.exe)?$")
_CODE = lazy_pattern(
    r"\.(?:awk|(?:ba|fi|k|z)?sh|exs|jl|[cm]?[jt]s|[jt]sx|json|lua|mk|node|php|p[lm]|ps1|py[cwz]?|rb|R|r|so)"
)


def implied_files(programs: Iterable[str]) -> frozenset[str]:
    """The names of what these programs read unasked in the folder in which they run."""
    found: set[str] = set()
    for program in programs:
        found |= _by_program().get(_VERSION.sub("", program), frozenset())
    return frozenset(found)


def only_reads(program: str) -> bool:
    """Whether a program runs nothing of what its arguments name."""
    return program.removeprefix("/usr").removeprefix("/bin/") in _ONLY_READ


def is_code_suffix(suffix: str) -> bool:
    """Whether this may be left out behind the name of a file with code."""
    return _CODE.fullmatch(suffix) is not None


@cache
def _by_program() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for programs, files in _RUNNERS.items():
        for program in programs.split():
            found[program] = found.get(program, frozenset()) | frozenset(files.split())
    return found
