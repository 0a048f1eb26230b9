"""Which of a million logged turns are worth a person's while? Found, scored and put in a queue."""
