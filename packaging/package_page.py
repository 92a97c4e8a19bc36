"""The page of the package on an index: README with links that lead somewhere from there.

README links to files of the repository by relative paths, which an index cannot resolve. A build
writes the repository's address before them, and the release's tag, so that the page of a release
shows the pictures and the files of that release. The address stands in ``pyproject.toml`` alone,
below ``[tool.hatch.metadata.hooks.custom]``.

While it is empty, pictures are written as their descriptions and links as their words: a page
without them is better than one with broken ones.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

README = "README.md"
# A link or a picture of Markdown on one line: what it shows, and where it leads.
_LINK = re.compile(r"(?P<picture>!?)\[(?P<words>[^\[\]]*)\]\((?P<target>[^()\s]+)\)")
# What is no path in the repository: an address, or a heading of the page itself.
_COMPLETE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_ADDRESS = re.compile(r"https://[^\s/]+/[^\s/]+/[^\s/]+")


class PackagePage(MetadataHookInterface):
    """Fills in what of the package's metadata depends on the repository's address."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Sets ``readme`` and ``urls``.

        Raises:
            ValueError: the address has another form than ``https://HOST/OWNER/NAME``.
        """
        repository = str(self.config.get("repository", "")).removesuffix("/")
        if repository and not _ADDRESS.fullmatch(repository):
            raise ValueError(f"repository must be https://HOST/OWNER/NAME, not {repository!r}")
        text = (Path(self.root) / README).read_text("utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": page_text(text, repository, f"v{metadata['version']}"),
        }
        metadata["urls"] = project_urls(repository)


def page_text(readme: str, repository: str, tag: str) -> str:
    """README with complete addresses; text within fences of code stays as it is.

    Args:
        readme: in Markdown.
        repository: its address without a slash at the end; empty while it is not known.
        tag: of the release.
    """
    parts = re.split(r"(^```.*?^```$)", readme, flags=re.MULTILINE | re.DOTALL)

    def complete(link: re.Match[str]) -> str:
        picture, words, target = link["picture"], link["words"], link["target"]
        if _COMPLETE.match(target):
            return link[0]
        if not repository:
            return f"*{words}*" if picture else words
        kind = "raw" if picture else "blob"
        return f"{picture}[{words}]({repository}/{kind}/{tag}/{target})"

    return "".join(
        part if number % 2 else _LINK.sub(complete, part) for number, part in enumerate(parts)
    )


def project_urls(repository: str) -> dict[str, str]:
    """What an index lists beside the page; nothing while the address is not known."""
    if not repository:
        return {}
    return {
        "Repository": repository,
        "Changelog": f"{repository}/blob/HEAD/CHANGELOG.md",
        "Issues": f"{repository}/issues",
        "Security": f"{repository}/security/policy",
    }
