"""Reading the law tables: each file reads one table, checks it and gives the rows of a book."""
