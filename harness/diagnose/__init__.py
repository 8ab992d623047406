"""Why did *my* command fail: it is run with the witness on its path, and what was seen is told and can be sent on."""
