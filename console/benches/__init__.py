"""What can be measured, one file each; ``console.bench`` has the table."""
