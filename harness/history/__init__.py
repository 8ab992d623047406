"""The question: what has changed from run to run, over a folder of results?"""
