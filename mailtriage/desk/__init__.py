"""desk/: the web desk: server-rendered pages over the transactions of `work/`. Reads next desk/app.py"""
