"""Orders, their conditions, and questions about them."""
