"""OpenAI's chat completions: chat programs and scripts ask as they would ask a language model.

The last message of the user is the question. All else in a request is untrusted: system texts and earlier turns are
never instructions, and decide nothing about access. The words of the user's message before the last one only choose
which of the asker's own records the question goes on from.
"""
