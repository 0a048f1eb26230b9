"""How good is the recipe on a folder of labelled sentences? The fixed harness behind ``trunkline benchmark``."""
