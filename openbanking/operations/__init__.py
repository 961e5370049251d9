"""What the service promises: the key of an operation is the path of its module.

Every module in here is found by itself: a new operation is one new file.
"""
