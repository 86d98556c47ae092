"""Whether what was issued still counts: each record's place on a status list, and the lists."""
