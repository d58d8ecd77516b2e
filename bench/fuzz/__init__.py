"""Hostile input: bytes that no newsroom sends, given to every reader and to the whole reading.

    python -m bench.fuzz --seconds 60              readers, sources and robots.txt
    python -m bench.fuzz --seconds 60 --reading    and the language core and reports on what they make
    python -m bench.fuzz --bombs                   the large ones: 100 MB lines, a million tags
    python -m bench.fuzz --atheris                 guided by coverage, where atheris is installed

Every input must land as pages or as a ReadError; must not take over ten seconds; and what is a page must be text that
can be written down, its blocks where they say they are. What fails is kept beside the corpus.
"""
