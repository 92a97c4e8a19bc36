"""jq and regular expressions, in child processes."""
