"""Promises as pictures: chances by day, and the legs in time."""
