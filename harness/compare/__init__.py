"""What changed between two clients?"""
