"""The wire of Phản ánh hiện trường, read from `docs/protocol.md` alone.

None of the project's own code is used here: what this package and the project agree on, any third program can.
It knows no vectors and no files; `vectors.py` and `portal.py` beside it use it.
"""
