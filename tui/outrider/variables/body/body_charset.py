"""The encoding of a body of text: what its Content-Type names, or UTF-8."""

from __future__ import annotations

from outrider.errors import Fault, SourceLocation
from outrider.model.charsets import charset_of, text_codec
from outrider.model.secret import MaybeSecret, Secret, masked, reveal
from outrider.variables.resolver import Resolver

UTF_8 = "utf_8"


def body_codec(media_type: MaybeSecret | None, place: SourceLocation, resolver: Resolver) -> str:
    """The codec for the charset of a media type; one that is not known is a fault at ``place``."""
    charset = charset_of(masked(media_type or ""))
    if not charset:
        return UTF_8
    codec = text_codec(charset)
    if codec is not None:
        return codec
    resolver.add_fault(
        Fault(
            "charset_unknown",
            f'Charset "{charset[:40]}" is not supported.',
            place,
            "A text body is encoded in the charset of its Content-Type.",
            'Set charset=utf-8; a body of type "file" is sent unchanged.',
        )
    )
    return UTF_8


def check_encodable(
    text: MaybeSecret, codec: str, place: SourceLocation, resolver: Resolver
) -> None:
    """Notes the first character that the encoding cannot express."""
    value = reveal(text)
    try:
        value.encode(codec)
    except UnicodeEncodeError as error:
        character = value[error.start]
    else:
        return
    if "\ud800" <= character <= "\udfff":
        # Half a character is told where it comes from.
        return
    shown = f"{character} (U+{ord(character):04X})"
    if isinstance(text, Secret) and character not in masked(text):
        shown = "a character of a secret"
    resolver.add_fault(
        Fault(
            "charset_character",
            f"Charset {codec.replace('_', '-')} cannot encode {shown}.",
            place,
            "The body is encoded in the charset of its Content-Type.",
            "Set charset=utf-8 there, or remove the character.",
        )
    )
