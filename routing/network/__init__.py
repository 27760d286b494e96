"""How chains are found: which lanes follow each other, over which nodes, into which countries."""
