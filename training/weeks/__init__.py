"""How fast does it learn? Simulated weeks over a labelled log, through the loop's own functions."""
