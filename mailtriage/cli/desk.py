"""cli/desk.py: `mailtriage desk`: the web desk over the store, beside the daemon or without it.

Reads next desk/app.py, cli/staff.py
"""

from __future__ import annotations

import click

from mailtriage.cli.context import config_path, open_desk
from mailtriage.cli.output import fail, note

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command(short_help="The web desk, where staff approve.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8025, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@click.pass_context
def desk(ctx: click.Context, host: str, port: int) -> None:
    """Serve the web desk until interrupted. It listens on this machine only, unless --host says otherwise.

    For other machines put a proxy with TLS in front, and write its address into desk.base_url of config.toml.
    """
    try:
        import uvicorn

        from mailtriage.desk.app import build
    except ImportError:
        fail("the web desk needs its extra: pip install 'mailtriage[desk]'", 2)
    from mailtriage.staff.people import people

    opened = open_desk(ctx)
    with opened.store.view() as view:
        if not any(p.password for p in people(view)):
            note("mailtriage: nobody can sign in yet: `mailtriage staff add LOGIN --name NAME --address ADDRESS`")
    if host not in _LOOPBACK and not opened.config.desk.base_url.startswith("https:"):
        note(f"mailtriage: {host} is not this machine alone and desk.base_url is no https address: passwords would "
             "cross the network in clear; put a proxy with TLS in front")
    note(f"the desk is at http://{host}:{port}; Ctrl-C ends it")
    app = build(opened, config_path(ctx))
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False,
                            proxy_headers=False, timeout_graceful_shutdown=5)
    uvicorn.Server(config).run()
