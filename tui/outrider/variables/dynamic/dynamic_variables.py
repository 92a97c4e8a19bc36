"""Dynamic variables: ``{{$guid}}``, ``{{$timestamp}}`` and Postman's others, by its names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from outrider.variables.dynamic.dynamic_words import WORDS

if TYPE_CHECKING:
    from random import Random

_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_UPPER = _LOWER.upper()
_HEX = "0123456789abcdef"
_BASE58 = "".join(c for c in _DIGITS + _UPPER + _LOWER if c not in "0OIl")
_YEAR = 365 * 86_400
_IMAGES = (
    "Abstract Animals Business Cats City Fashion Food Nature Nightlife People Sports Transport"
)


class DynamicVariableSource(Struct, frozen=True):
    """Makes a value for each name, a new one for each call.

    Attributes:
        clock: seconds since the epoch.
        random: where chance comes from.
    """

    clock: Callable[[], float]
    random: Random

    def __call__(self, name: str) -> str | None:
        """The value of ``$name``; ``None`` for a name that there is not."""
        make = _MAKERS.get(name)
        return None if make is None else make(self)

    def pick(self, table: str) -> str:
        """A word of a table."""
        return self.random.choice(WORDS[table])

    def picks(self, table: str, low: int, high: int) -> list[str]:
        """Some words of a table."""
        return [self.pick(table) for _ in range(self.random.randint(low, high))]

    def characters(self, alphabet: Sequence[str], count: int) -> str:
        """Some characters, one after the other."""
        return "".join(self.random.choices(alphabet, k=count))

    def timestamp(self, low: int, high: int) -> str:
        """A time from now on, between two distances in seconds (ISO 8601, UTC)."""
        return _iso(self.clock() + self.random.randint(low, high))


def _iso(seconds: float) -> str:
    from datetime import UTC, datetime  # few requests need it

    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _guid(of: DynamicVariableSource) -> str:
    """A random UUID, version 4 (RFC 9562 §5.4)."""
    bits = of.random.getrandbits(128)
    bits = bits & ~(0xF << 76) | 0x4 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    text = f"{bits:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _phone(of: DynamicVariableSource) -> str:
    first, second = of.random.randint(200, 999), of.random.randint(200, 999)
    return f"{first}-{second}-{of.characters(_DIGITS, 4)}"


def _user_name(of: DynamicVariableSource) -> str:
    return f"{of.pick('FirstName')}.{of.pick('LastName')}{of.random.randint(1, 99)}"


def _domain(of: DynamicVariableSource) -> str:
    return f"{of.pick('Word')}-{of.pick('Word')}.{of.pick('DomainSuffix')}"


def _sentence(of: DynamicVariableSource) -> str:
    return " ".join(of.picks("LoremWord", 3, 10)).capitalize() + "."


def _sentences(of: DynamicVariableSource, low: int, high: int, separator: str = " ") -> str:
    return separator.join(_sentence(of) for _ in range(of.random.randint(low, high)))


def _file_name(of: DynamicVariableSource, extension: str) -> str:
    return f"{'_'.join(of.picks('Word', 1, 3))}.{of.pick(extension)}"


def _iban(of: DynamicVariableSource) -> str:
    """A German IBAN with right check digits (ISO 13616)."""
    account = of.characters(_DIGITS, 18)
    return f"DE{98 - int(account + '131400') % 97:02d}{account}"


def _data_uri(of: DynamicVariableSource) -> str:
    color = of.characters(_HEX, 6)
    svg = f"%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Crect fill='%23{color}'/%3E%3C/svg%3E"
    return "data:image/svg+xml;charset=UTF-8," + svg.replace(" ", "%20")


def _image(kind: str) -> Callable[[DynamicVariableSource], str]:
    return lambda of: f"https://loremflickr.com/640/480/{kind.lower()}?lock={_integer(of, 1, 9999)}"


def _integer(of: DynamicVariableSource, low: int, high: int) -> str:
    return str(of.random.randint(low, high))


def _words(pattern: str) -> Callable[[DynamicVariableSource], str]:
    """Puts a word in the place of each table that is named in braces."""
    return lambda of: re.sub(r"\{(\w+)\}", lambda found: of.pick(found[1]), pattern)


def _currency(part: int) -> Callable[[DynamicVariableSource], str]:
    return lambda of: of.pick("currency").split("=")[part]


_CATCH_PHRASE = _words("{CatchPhraseAdjective} {CatchPhraseDescriptor} {CatchPhraseNoun}")

_MAKERS: Mapping[str, Callable[[DynamicVariableSource], str]] = {
    **{f"$random{table}": _words(f"{{{table}}}") for table in WORDS if table[0].isupper()},
    **{f"$random{kind}Image": _image(kind) for kind in _IMAGES.split()},
    "$guid": _guid,
    "$isoTimestamp": lambda of: _iso(of.clock()),
    "$randomAlphaNumeric": lambda of: of.characters(_DIGITS + _LOWER, 1),
    "$randomAvatarImage": lambda of: (
        f"https://avatars.githubusercontent.com/u/{_integer(of, 1, 99_999_999)}"
    ),
    "$randomBankAccount": lambda of: of.characters(_DIGITS, 8),
    "$randomBankAccountBic": lambda of: (
        of.characters(_UPPER, 4) + of.pick("CountryCode") + of.characters(_UPPER, 2)
    ),
    "$randomBankAccountIban": _iban,
    "$randomBitcoin": lambda of: "1" + of.characters(_BASE58, of.random.randint(25, 33)),
    "$randomBoolean": lambda of: of.random.choice(("true", "false")),
    "$randomBs": _words("{BsBuzz} {BsAdjective} {BsNoun}"),
    "$randomCatchPhrase": lambda of: _CATCH_PHRASE(of).capitalize(),
    "$randomCommonFileName": lambda of: _file_name(of, "CommonFileExt"),
    "$randomCompanyName": _words("{LastName} {CompanySuffix}"),
    "$randomCreditCardMask": lambda of: of.characters(_DIGITS, 4),
    "$randomCurrencyCode": _currency(0),
    "$randomCurrencyName": _currency(1),
    "$randomCurrencySymbol": _currency(2),
    "$randomDateFuture": lambda of: of.timestamp(1, _YEAR),
    "$randomDatePast": lambda of: of.timestamp(-_YEAR, -1),
    "$randomDateRecent": lambda of: of.timestamp(-86_400, 0),
    "$randomDomainName": _domain,
    "$randomDomainWord": _words("{Word}"),
    "$randomEmail": lambda of: f"{_user_name(of)}@{_domain(of)}".lower(),
    "$randomExampleEmail": lambda of: (
        f"{_user_name(of)}@example.{of.random.choice(('com', 'net', 'org'))}".lower()
    ),
    "$randomFileName": lambda of: _file_name(of, "FileExt"),
    "$randomFilePath": lambda of: f"{of.pick('DirectoryPath')}/{_file_name(of, 'FileExt')}",
    "$randomFullName": _words("{FirstName} {LastName}"),
    "$randomHexColor": lambda of: "#" + of.characters(_HEX, 6),
    "$randomIP": lambda of: ".".join(_integer(of, 0, 255) for _ in range(4)),
    "$randomIPV6": lambda of: ":".join(of.characters(_HEX, 4) for _ in range(8)),
    "$randomImageDataUri": _data_uri,
    "$randomImageUrl": _image("any"),
    "$randomInt": lambda of: _integer(of, 0, 1000),
    "$randomJobTitle": _words("{JobDescriptor} {JobArea} {JobType}"),
    "$randomLatitude": lambda of: f"{of.random.uniform(-90, 90):.4f}",
    "$randomLongitude": lambda of: f"{of.random.uniform(-180, 180):.4f}",
    "$randomLoremLines": lambda of: _sentences(of, 1, 5, "\n"),
    "$randomLoremParagraph": lambda of: _sentences(of, 3, 6),
    "$randomLoremParagraphs": lambda of: "\n \r".join(_sentences(of, 3, 6) for _ in range(3)),
    "$randomLoremSentence": _sentence,
    "$randomLoremSentences": lambda of: _sentences(of, 2, 6),
    "$randomLoremSlug": lambda of: "-".join(of.picks("LoremWord", 3, 3)),
    "$randomLoremText": lambda of: _sentences(of, 1, 6),
    "$randomLoremWords": lambda of: " ".join(of.picks("LoremWord", 3, 3)),
    "$randomMACAddress": lambda of: ":".join(of.characters(_HEX, 2) for _ in range(6)),
    "$randomPassword": lambda of: of.characters(_DIGITS + _LOWER + _UPPER + "_", 15),
    "$randomPhoneNumber": _phone,
    "$randomPhoneNumberExt": lambda of: f"{_integer(of, 10, 99)}-{_phone(of)}",
    "$randomPhrase": _words(
        "Try to {Verb} the {Adjective} {Abbreviation} {Noun}, then start again!"
    ),
    "$randomPrice": lambda of: f"{of.random.uniform(0, 1000):.2f}",
    "$randomProductName": _words("{ProductAdjective} {ProductMaterial} {Product}"),
    "$randomProtocol": lambda of: of.random.choice(("http", "https")),
    "$randomSemver": lambda of: ".".join(_integer(of, 0, 9) for _ in range(3)),
    "$randomStreetAddress": lambda of: (
        f"{_integer(of, 1, 999)} {of.pick('street')} {of.pick('street_suffix')}"
    ),
    "$randomStreetName": _words("{street} {street_suffix}"),
    "$randomUUID": _guid,
    "$randomUrl": lambda of: f"https://{_domain(of)}",
    "$randomUserAgent": lambda of: of.pick("user_agent").format(_integer(of, 1, 140)),
    "$randomUserName": _user_name,
    "$randomWords": lambda of: " ".join(of.picks("Word", 2, 5)),
    "$timestamp": lambda of: str(round(of.clock())),
}

NAMES: frozenset[str] = frozenset(_MAKERS)
"""Every dynamic variable's name, with its dollar sign."""
