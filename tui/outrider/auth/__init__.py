"""How requests authenticate: schemes, and the definitions that choose between them."""
