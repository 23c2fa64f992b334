"""The Model Context Protocol: three tools with which an assistant asks, finds passages and opens citations.

An assistant acts for one user and sees what they may see. It is another program, often with a language model that does
what it reads: so what documents say is marked as data, and nothing that it sends decides about access.
"""
