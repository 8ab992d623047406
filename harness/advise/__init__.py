"""What works behind my proxy?"""
