"""The site and a desk beside it, where drafts are checked and decisions entered: `gouji serve`."""
