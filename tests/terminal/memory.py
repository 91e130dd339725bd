"""Says which texts are in the memory that a process can write to: their places in the list of arguments, from 0.

Usage: memory.py PROCESS [TEXT in base64]...
"""

import base64
import sys

process, texts = sys.argv[1], [base64.b64decode(text) for text in sys.argv[2:]]
found = set()
with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
    for line in maps:
        place, rights = line.split()[:2]
        if rights.startswith("rw"):
            begin, end = (int(at, 16) for at in place.split("-"))
            memory.seek(begin)
            region = memory.read(end - begin)
            found |= {number for number, text in enumerate(texts) if text in region}
print(*sorted(found))
