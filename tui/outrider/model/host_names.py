"""International host names in ASCII, as they go on the wire (RFC 5891, UTS 46)."""

from __future__ import annotations


def ascii_host(host: str) -> str:
    """The ASCII form of a host's name; one that is ASCII stays as it is.

    Mapped as UTS 46 says, non-transitionally: ``faß`` is ``xn--fa-hia`` and not ``fass``.

    Raises:
        ValueError: it is no valid international name.
    """
    if host.isascii():
        return host
    import idna  # its tables are rarely needed

    mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
    # A label that is ASCII may hold what is no letter, such as the underscore of a service.
    labels = [one if one.isascii() else idna.alabel(one).decode() for one in mapped.split(".")]
    return ".".join(labels)


def ascii_authority(authority: str) -> str:
    """The same for ``host:port``, and for what stands before an ``@``.

    Raises:
        ValueError: the host is no valid international name.
    """
    before, at, place = authority.rpartition("@")
    if place.startswith("["):
        return authority
    host, colon, port = place.partition(":")
    return f"{before}{at}{ascii_host(host)}{colon}{port}"
