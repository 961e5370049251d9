"""What programs may do in somebody's name: their tokens, made and revoked by themselves."""
