"""What Textual keeps to itself and Outrider needs all the same, under names of ours.

No other room touches a private name of Textual's; tests look at each when Textual changes.
"""
