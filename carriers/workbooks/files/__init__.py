"""Workbooks and CSV files as grids of text, read within bounded memory."""
