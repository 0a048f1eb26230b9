"""Does the caller want the floor? What is heard over our speech, judged by words alone in a tenth of a millisecond."""
