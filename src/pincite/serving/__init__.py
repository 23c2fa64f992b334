"""What a server keeps between requests: accounts, browsers that are signed in, and questions under way.

It lies in one file of the workspace, so that all processes of a server share it and a restart loses none of it. Nothing
in it decides what somebody may see: that is for the rules of access, which are asked anew for each request.
"""
