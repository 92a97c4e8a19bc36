"""Two exchanges side by side, sent or to be sent: what differs between them. Pure."""
