"""Files that come from outside: what is refused before anything in them is believed."""
