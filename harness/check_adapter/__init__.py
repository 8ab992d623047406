"""The question: what does an adapter of mine keep on each leg?"""
