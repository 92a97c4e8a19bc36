"""OAuth 2 without I/O: grants, client authentication, and what token endpoints answer."""
