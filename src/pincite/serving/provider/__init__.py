"""Signing in through the firm's own provider of accounts (OpenID Connect), and signing out when it says so.

A subject of the provider is somebody here only once it is linked to a user: by a link that the owner gave out, or, if
the settings say so, by a name that the provider vouches for. E-mail addresses identify nobody: they are given on.
"""
