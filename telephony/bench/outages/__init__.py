"""Does a caller notice that a provider is out of order? Each of three, refusing, hanging or broken, for whole calls."""
