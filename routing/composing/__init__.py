"""Composing leg laws against the timetable: from clocks and departures to chances by day."""
