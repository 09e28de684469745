"""Files to work on with: minutes as DOCX, tables as XLSX, a whole conference as JSON out and in, a council paper."""
