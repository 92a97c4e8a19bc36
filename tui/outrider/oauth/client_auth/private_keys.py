"""Private keys as people have them: PEM of every kind, or a JWK (RFC 7468, RFC 7517, RFC 8037)."""

from __future__ import annotations

import json
import re
import warnings
from base64 import b64decode
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from outrider.lazy_pattern import lazy_pattern
from outrider.oauth.certificate_thumbprint import X5T, X5T_S256, pem_certificates

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from joserfc.jwk import ECKey, OKPKey, RSAKey

RSA_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
CURVES = MappingProxyType({"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"})
ALGORITHMS = (*RSA_ALGORITHMS, *CURVES.values(), "EdDSA")
"""The algorithms by which a private key can sign an assertion (RFC 7518 §3.1, RFC 8037)."""

_CURVE_NAMES = MappingProxyType({"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"})
_BASE64 = lazy_pattern(r"[A-Za-z0-9+/=\s]{40,}")
_BLOCK = lazy_pattern(r"(-----BEGIN ([A-Z0-9 ]+)-----)(.*?)(-----END \2-----)", re.DOTALL)
_PATH = lazy_pattern(r"[~.]{0,2}[/\\]?[\w .@/\\-]{1,200}\.(?:pem|key|jwk|jwks|json|p8|p12|pfx|der)")


class PrivateKeyProblem(Exception):
    """A text is no private key that can sign; never shows any of it.

    Attributes:
        what: after the name of the key: ``is a public key``.
        advice: what to do, as a sentence; empty where the source has to be looked at.
        setting: what is to be changed: the key itself, its password or its identifier.
    """

    def __init__(self, what: str, advice: str = "", setting: str = "private_key") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice
        self.setting = setting


class PrivateKey(Struct, frozen=True):
    """A key that can sign.

    Attributes:
        key: what the signing library takes.
        kind: with its article: ``an RSA key``.
        algorithms: those that it can sign with; the first one is its own.
        key_id: its ``kid``; empty for none.
        certificates: those beside it, as DER.
        thumbprints: of its certificate, by ``x5t`` and ``x5t#S256``, where the JWK names them.
    """

    key: RSAKey | ECKey | OKPKey
    kind: str
    algorithms: tuple[str, ...]
    key_id: str = ""
    certificates: tuple[bytes, ...] = ()
    thumbprints: Mapping[str, str] = MappingProxyType({})

    def sign(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        """A JWT with these claims, signed as its header says.

        Raises:
            ValueError: the key is too small for the algorithm.
        """
        from joserfc import jwt

        with warnings.catch_warnings():
            # The provider chose key and algorithm: no news on every request.
            warnings.simplefilter("ignore")
            return jwt.encode(dict(header), dict(claims), self.key, algorithms=[header["alg"]])

    @property
    def public_key(self) -> bytes:
        """The public half as DER (RFC 5280 §4.1.2.7), which its certificate has in it."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        public = self.key.public_key
        return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def read_private_key(text: str, password: str = "", key_id: str = "") -> PrivateKey:
    """The key that a text holds.

    Args:
        text: PEM (PKCS #1, PKCS #8, SEC 1; encrypted or not), a JWK, or a JWK set; also in base64,
            as variables without line ends have them.
        password: of an encrypted PEM.
        key_id: which key of a set is meant.

    Raises:
        PrivateKeyProblem: it holds none, or one that signs nothing here.
        ImportError: the package that reads it is not installed.
    """
    told = decoded_key(text.strip())
    if told.startswith("{"):
        return _of_jwk(told, key_id)
    if "-----BEGIN " in told:
        return _of_pem(told, password)
    if is_key_path(told):
        raise PrivateKeyProblem(
            "is the path of a file, not a key",
            'Add private_key = { file = "…" } with the path to [secrets], and set private_key = '
            '"{{private_key}}".',
        )
    raise PrivateKeyProblem(
        "is neither PEM nor a JWK", "Use a text with -----BEGIN PRIVATE KEY-----, or a JWK."
    )


def is_key_path(text: str) -> bool:
    """Whether a text is the path of a file with a key rather than a key."""
    return _PATH.fullmatch(text) is not None


def decoded_key(text: str) -> str:
    """What a text in base64 stands for, where that is PEM or JSON; else the text itself.

    A byte order mark before it is left out.
    """
    text = text.removeprefix("\ufeff").strip()
    if not _BASE64.fullmatch(text):
        return text
    try:
        found = b64decode("".join(text.split()), validate=True).decode("utf-8").strip()
    except ValueError:
        return text
    return found if found.startswith("{") or "-----BEGIN " in found else text


def _of_pem(text: str, password: str) -> PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    blocks = [(match[2], _wrapped(match)) for match in _BLOCK.finditer(_with_lines(text))]
    keys = [(label, block) for label, block in blocks if label.endswith("PRIVATE KEY")]
    if not keys:
        raise _no_private_key([label for label, _ in blocks])
    label, block = keys[0]
    if label == "OPENSSH PRIVATE KEY":
        raise PrivateKeyProblem(
            "is an OpenSSH key, not PEM", "Convert a copy of it: ssh-keygen -p -m PKCS8 -f FILE"
        )
    locked = "ENCRYPTED" in block.partition("\n\n")[0]
    if locked and not password:
        raise PrivateKeyProblem(
            "is encrypted, and private_key_password is not set",
            'Add a source for its password to [secrets], and set private_key_password = "{{…}}".',
            "private_key_password",
        )
    try:
        raw = load_pem_private_key(block.encode(), password.encode() if locked else None)
    except UnsupportedAlgorithm:
        raise PrivateKeyProblem("is of a kind or encryption that is not supported") from None
    except (ValueError, TypeError):
        if locked:
            what = "is encrypted, and private_key_password does not decrypt it"
            raise PrivateKeyProblem(what, setting="private_key_password") from None
        raise PrivateKeyProblem("is damaged: its PEM cannot be read") from None
    return _known(raw, certificates=pem_certificates("\n".join(block for _, block in blocks)))


def _with_lines(text: str) -> str:
    """The text with line ends where a variable has them spelled as a backslash and an ``n``."""
    text = text.replace("\r\n", "\n")
    return text if "\n" in text.strip() else text.replace("\\r", "").replace("\\n", "\n")


def _wrapped(match: re.Match[str]) -> str:
    """A block with its body in lines, also where blanks took the place of line ends."""
    begin, _, body, end = match.groups()
    if ":" not in body:
        body = "\n".join(body.split())
        body = f"\n{body}\n"
    return f"{begin}{body}{end}\n"


def _no_private_key(labels: Sequence[str]) -> PrivateKeyProblem:
    if any("PUBLIC KEY" in label for label in labels):
        return PrivateKeyProblem("is a public key", "Use the private key of the pair.")
    if any("CERTIFICATE" in label for label in labels):
        return PrivateKeyProblem(
            "is a certificate without its private key", "Use a file with the private key in it."
        )
    return PrivateKeyProblem("is damaged: its PEM has no whole block")


def _of_jwk(text: str, key_id: str) -> PrivateKey:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise PrivateKeyProblem("begins as a JWK, and is not JSON") from None
    if isinstance(found.get("keys"), list):
        found = _of_set(found["keys"], key_id)
    kind = found.get("kty")
    if kind == "oct":
        raise PrivateKeyProblem(
            'is a symmetric key (kty "oct")',
            "Use client_secret_jwt for it, or the private key that the provider knows.",
        )
    if found.get("type") == "service_account":
        raise PrivateKeyProblem(
            "is the key file of a service account, not a JWK",
            "Set service_account to it instead; that needs grant_type = "
            '"urn:ietf:params:oauth:grant-type:jwt-bearer".',
        )
    if kind not in ("RSA", "EC", "OKP"):
        raise PrivateKeyProblem("is JSON, and not a JWK: kty is not RSA, EC or OKP")
    if "d" not in found:
        raise PrivateKeyProblem("is a public key: the JWK has no d", "Use the private JWK.")
    if found.get("use") == "enc":
        raise PrivateKeyProblem('is for encryption (use "enc")', "Use the key that signs.")
    try:
        return _known(_raw(found), found)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise PrivateKeyProblem("is a damaged JWK") from None


def _of_set(keys: Sequence[Any], key_id: str) -> dict[str, Any]:
    """The key of a set that is meant."""
    own = [key for key in keys if isinstance(key, dict) and key.get("d")]
    own = [key for key in own if key.get("use", "sig") == "sig"] or own
    named = [key for key in own if key_id and key.get("kid") == key_id]
    if named or len(own) == 1:
        return (named or own)[0]
    if not own:
        raise PrivateKeyProblem("is a JWK set without a private key")
    if key_id:
        what = "is a JWK set without a private key of this key_id"
        raise PrivateKeyProblem(what, "Set key_id to the kid of one of them.", setting="key_id")
    what = "is a JWK set with several private keys"
    raise PrivateKeyProblem(what, 'Add key_id = "…" with the kid of one of them.', setting="key_id")


def _raw(jwk: Mapping[str, Any]) -> Any:
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    kinds: dict[str, Any] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    # What the key may be used for is between client and provider: the numbers are what is read.
    numbers = {name: value for name, value in jwk.items() if name in _NUMBERS}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return kinds[jwk["kty"]].import_key(numbers).private_key
    except JoseError:
        raise ValueError("not a key") from None


_NUMBERS = frozenset({"kty", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi"})


def _known(
    raw: PrivateKeyTypes,
    jwk: Mapping[str, Any] = MappingProxyType({}),
    certificates: tuple[bytes, ...] = (),
) -> PrivateKey:
    """A key of a kind that signs."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    key: RSAKey | ECKey | OKPKey
    algorithms: tuple[str, ...]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if isinstance(raw, rsa.RSAPrivateKey):
            key, kind, algorithms = RSAKey(raw, raw), "an RSA key", RSA_ALGORITHMS
        elif isinstance(raw, ec.EllipticCurvePrivateKey):
            curve = _CURVE_NAMES.get(raw.curve.name)
            if curve is None:
                raise PrivateKeyProblem(
                    f"is on the curve {raw.curve.name}, which is not supported",
                    f"Use a key on {', '.join(CURVES)}.",
                )
            key, kind, algorithms = ECKey(raw, raw), f"an EC key on {curve}", (CURVES[curve],)
        elif isinstance(raw, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
            name = "Ed25519" if isinstance(raw, ed25519.Ed25519PrivateKey) else "Ed448"
            key, kind, algorithms = OKPKey(raw, raw), f"an {name} key", ("EdDSA",)
        else:
            raise PrivateKeyProblem(
                "is of a kind that signs no assertion", "Use an RSA, EC or Ed25519 key."
            )
    own = jwk.get("alg")
    if own in algorithms:
        algorithms = (str(own), *(one for one in algorithms if one != own))
    chain = jwk.get("x5c")
    if isinstance(chain, list):
        armoured = (f"-----BEGIN CERTIFICATE-----{one}-----END" for one in chain)
        certificates = pem_certificates("\n".join(armoured))
    named = {name: jwk[name] for name in (X5T, X5T_S256) if isinstance(jwk.get(name), str)}
    identifier = jwk.get("kid")
    return PrivateKey(
        key,
        kind,
        algorithms,
        identifier if isinstance(identifier, str) else "",
        certificates,
        named,
    )
