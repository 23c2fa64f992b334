"""What a door gives out: frozen values that hold all that is printed of them, and the one JSON contract.

`json()` of each is the contract's object (docs/cli.md); a field that is null there is None here.
"""
