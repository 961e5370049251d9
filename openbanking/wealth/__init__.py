"""What accounts hold: which kinds can hold what, and what the lines leave of the balance."""
