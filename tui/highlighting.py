"""Which part of a text plays which role: colours are the theme's business."""
