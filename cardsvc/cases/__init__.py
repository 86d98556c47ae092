"""Cases: what a person must look into, by whom, on what evidence, and how it ended."""
