"""Start, cancel and remember sends."""
