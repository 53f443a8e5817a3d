"""triage/: mail + facts + program + now → Decision. Pure: no clock, disk, network or chance. chain.py is the page to read."""
