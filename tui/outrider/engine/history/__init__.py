"""Past sends."""
