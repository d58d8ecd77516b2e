"""Which pages belong together: who reprints whom (`copies`), and which pages tell one story (`stream`)."""
