"""Transit times learned from outcomes: event table, model, leg laws and the promises they make.

Statistics may use floats and data frames here, because nothing of this room is imported at
checkout; the laws that leave it are integers of a mass of 2^31 (C-62). Import its modules by name.
"""
