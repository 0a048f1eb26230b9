"""Is what is heard while we speak meant for us? Judged on every interim, in a fraction of a millisecond."""
