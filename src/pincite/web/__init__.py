"""The page that people open: it routes a request, calls a session, and shows what that gives.

Every page is made on the server and works without JavaScript; what a script adds is comfort. No page holds anything
that its reader may not see at that moment, and none is kept by the browser.
"""
