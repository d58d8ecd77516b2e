"""`python -m attache` is the command `attache`."""

from attache.cli import main

if __name__ == "__main__":
    main()
