"""The slow twin: an exact second implementation of the quote, written from the rules alone.

It imports nothing of the library. Plain loops, integers and fractions; no kernel, no cut corners.
"""
