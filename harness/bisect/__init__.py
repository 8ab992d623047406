"""Since which release or commit does a client do otherwise?"""
