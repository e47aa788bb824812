"""The steps of a transaction, as data: each can be done, done again, and taken back, whatever was done of it before.

New files wait in ``staging`` and second names of old ones in ``backup`` until the journal is gone, so a step can tell
from the very files what stands in the site: ours, what was there before, or what somebody put there meanwhile. That
last one is never touched.
"""
