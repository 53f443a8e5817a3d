"""triage/: mail + facts + program + now → Decision. Pure: no clock, disk, network or chance. Read chain.py first."""
