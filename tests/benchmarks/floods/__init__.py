"""What the service withstands from those who send too much or too slowly, and what others notice."""
