"""model/: the words of the desk as frozen values, with no clock, disk, network or chance.

mail · case · draft · decision · ledger · outgoing · register (customers) · clock · calendar · ids · tokens.
Everything stored is one of these records; `store/schema.py` names their tables and indexes.
"""
