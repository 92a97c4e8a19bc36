"""TOML as text: parse, check, locate, edit one key. Pure."""
