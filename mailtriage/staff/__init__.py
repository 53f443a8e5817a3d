"""staff/: the people of the desk: who they are, who is signed in, who may do what. Reads next staff/people.py"""
