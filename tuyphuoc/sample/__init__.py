"""Invented but plausible data, after what provinces and districts have published of this work: never real figures.

The same seed gives the same books, shifts and mistakes on every run and on both databases.
"""
