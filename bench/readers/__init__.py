"""The parts of `bench/reading.py`.

forms     the forms of both profiles, issued once by the product itself
prints    their printed pages as pictures, kept for all processes
pages     one page: filled in, scanned, and what is true of it
looking   what the product sees on it, and what that costs
judging   right, wrong or unsure
tally     counts, intervals, tables
"""
