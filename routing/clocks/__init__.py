"""Days and hours where the goods are: working days, wall clocks, offsets."""
