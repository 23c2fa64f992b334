"""The reference: what a model's weights say, computed plainly in numpy, for comparing an engine with it.

It serves nobody. Each module has one idea, with the paper and equation of each formula.
"""
