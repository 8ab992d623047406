"""The question: since which release or commit has a scenario another outcome?"""
