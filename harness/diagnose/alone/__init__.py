"""What runs on the standard library of Python 3.7 and newer alone: all of ``diagnose``, here and in the zip file."""
