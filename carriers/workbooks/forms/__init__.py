"""The forms in which carriers write their rates, one a file."""
