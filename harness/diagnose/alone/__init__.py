"""All of ``diagnose`` that the zip file has too: it needs Python 3.7 or newer, and the standard library alone."""
