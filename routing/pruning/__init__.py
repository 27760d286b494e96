"""Chains that no order could ever prefer are left out of the book (C-66)."""
