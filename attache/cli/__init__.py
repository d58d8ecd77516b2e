"""The commands: `app.py` says what each is asked, `screen.py` how it answers."""

from attache.cli.app import main

__all__ = ["main"]
