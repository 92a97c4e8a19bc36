"""How the screen is shared out between the panes."""
