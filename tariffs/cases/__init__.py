"""Published examples of duty and tax: read from case files, priced, compared (docs/cases.md)."""
