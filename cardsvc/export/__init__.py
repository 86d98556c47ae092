"""Downloads: a table's rows as an Excel workbook or a CSV file, however many there are."""
