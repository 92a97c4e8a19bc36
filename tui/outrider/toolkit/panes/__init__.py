"""Panes with a title, and the lines around them."""
