"""Numbers of a quote turned into words: charges, rates, lanes, refusals."""
