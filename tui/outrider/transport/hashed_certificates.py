"""Folders of certificates that OpenSSL looks up by need (openssl-rehash(1)).

To read all certificates of a system's bundle takes longer than most of what a short command does.
Distributions that write the bundle from the files of such a folder leave it to be looked up there.
"""

from __future__ import annotations

import os
import re

_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")
"""The hash of a certificate's subject, and a number."""


def is_bundle_of(file: str, directory: str) -> bool:
    """Whether a bundle is the hashed files of a folder, written one after another.

    It is known by the sizes: who adds a certificate to the bundle alone makes it longer.
    """
    try:
        with os.scandir(directory) as entries:
            found = [entry.stat() for entry in entries if _HASHED.fullmatch(entry.name)]
        sizes = {(one.st_dev, one.st_ino): one.st_size for one in found}
        return bool(sizes) and sum(sizes.values()) == os.path.getsize(file)  # noqa: PTH202
    except OSError:
        return False
