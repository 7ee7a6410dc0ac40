"""One document in, all that can be said of it out: the reader, which no other part of gouji needs to know."""
