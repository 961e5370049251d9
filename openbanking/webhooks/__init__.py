"""What Powens sends by itself. A delivery is a trigger only: the truth is fetched."""
