"""What does a call cost in this process? The same scripted callers against our server and a bare one, in one run."""
