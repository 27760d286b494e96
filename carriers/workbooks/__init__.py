"""Rate sheets as carriers mail them: workbooks and CSV files into the tables of a book."""
