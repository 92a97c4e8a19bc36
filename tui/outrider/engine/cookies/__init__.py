"""Cookies that are kept between the sends of an environment (RFC 6265bis)."""
