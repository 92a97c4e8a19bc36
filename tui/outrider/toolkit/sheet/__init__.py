"""An editable table of rows."""
