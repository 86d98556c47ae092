"""A teller's time at the drawer: from the counted float to the report."""
