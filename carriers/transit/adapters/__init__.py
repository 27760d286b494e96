"""Published outcome files turned into event tables, each with its model file beside it."""
