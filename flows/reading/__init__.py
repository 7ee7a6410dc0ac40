"""The reader: one document in, everything known about it out. No other part of gouji needs to know how."""
