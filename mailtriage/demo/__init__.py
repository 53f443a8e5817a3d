"""demo/: a mail world on this machine for the first five minutes: servers, a cast, a story, and what must come of it.

Reads next demo/story.py, demo/play.py
"""
