"""One cell as one file: a script that shows, on a machine without the lab, what a client does in one scenario."""
