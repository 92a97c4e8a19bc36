"""The keys by which clients prove that a token is their own: one for each auth, in memory only."""

from __future__ import annotations

from outrider.model.token import TokenSlot
from outrider.oauth.proof_key import ProofKey


class ProofKeys:
    """Makes the key of an auth when it is first asked for; token and API requests share it."""

    def __init__(self) -> None:
        self._keys: dict[TokenSlot, ProofKey] = {}

    def key(self, slot: TokenSlot) -> ProofKey:
        """The key of an auth.

        Raises:
            UnsupportedConfiguration: the package that signs is not installed.
        """
        if slot not in self._keys:
            self._keys[slot] = ProofKey.generate()
        return self._keys[slot]
