"""HoloViews forms of the views, one renderer a file.

`views/<kind>.py` draws views of that kind: `hv(source, view, cursor=None, ...)` returns a
HoloViews element. Found by file name; a new kind is a new file.
"""
