"""What the contact centre can do for a caller: functions with declared outcomes, found by name."""
