"""work/: one function per transaction. Daemon, desk and command line call only these.

receive · tick · approve · cases · send · collect · release · register. Reads next work/receive.py
"""
