"""The record in a browser: pages a person reads, served from this machine to this machine.

`app.py` is the server (who may ask, what is allowed to load), `pages.py` its addresses. Behind each address
stands a module that asks the record (`front`, `story`, `person`, `source`, `looking`, `calendar`) and a template
that shows the answer. `drawing`, `land` and `meetings` work out pictures, as numbers that a template puts into SVG.
"""
