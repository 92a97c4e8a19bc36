"""Status bar, footer bar, environment border, countdown."""
