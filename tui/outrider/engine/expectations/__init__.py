"""What is taken out of responses, and what is expected of them."""
