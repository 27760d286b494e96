"""What is doubtful in flat rate tables, and what they change in a book."""
