"""The question: what works behind my proxy?"""
