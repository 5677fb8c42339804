"""What is asked of those who register."""
