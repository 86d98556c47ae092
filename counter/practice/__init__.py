"""Practice mode: the whole counter over made-up people, with keys that nothing else trusts.

It has a folder of its own, and a centre that is a part of this program and knows no network.
"""
