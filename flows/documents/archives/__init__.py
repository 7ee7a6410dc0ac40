"""Files that hold other files: ZIP, OLE, WARC."""
