"""argparse: what the commands take."""
