"""What is known of an intent model once it was measured, and how is that shown to people? Figures, plots, one page."""
