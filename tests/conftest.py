"""tests/conftest.py: what every test may ask for; real servers come from tests/servers/fixtures.py."""

pytest_plugins = ["tests.servers.fixtures"]
