"""Why did *my* command fail: run it with the witness on its path, explain what was seen, and replay reports."""
