"""Judging promised dates by what came: learn as of a day, promise what was ordered, compare."""
