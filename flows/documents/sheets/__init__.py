"""Workbooks: XLSX, XLSB, XLS and ODS, as their sheets are shown."""
