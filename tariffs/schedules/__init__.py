"""Official tariff files: reading them, telling two editions apart, importing them as measures."""
