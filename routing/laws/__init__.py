"""How long things take: published ranges, learned laws, announced events."""
