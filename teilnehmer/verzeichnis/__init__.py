"""The directory as a table: read from XLSX and CSV, matched with what is stored, written again. Only reads."""
