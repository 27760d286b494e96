"""The map of a book: one page with switches, and the same as a picture."""
