"""Layouts and the words of rate sheets: from cells to lanes, bands and prices."""
