"""Other people's tables: what their columns mean, what is guessed, and what their cells become."""
