"""One module per change of the tables; each builds on the one before."""
