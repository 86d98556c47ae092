"""Ways a QR text reaches the counter. A keyboard scanner types into the page and needs no code."""
