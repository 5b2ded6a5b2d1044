"""`make bench`: speed and size of the pages, as ratios to an empty page taken in the same run on the same machine."""
