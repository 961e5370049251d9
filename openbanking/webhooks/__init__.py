"""What Powens tells us by itself. A delivery is a trigger only: the truth is fetched."""
