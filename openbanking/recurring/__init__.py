"""Payments and income that come again: found in what was booked, never guessed from a word."""
