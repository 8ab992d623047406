"""The question: what changed between two clients?"""
