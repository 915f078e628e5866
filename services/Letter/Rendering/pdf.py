"""HTML on standard input, tagged PDF on standard output: pdf.py [SECONDS MEGABYTES]. Bounded, and blind to files and network."""
import ctypes.util
import hashlib
import os
import resource
import signal
import sys

seconds, megabytes = (int(one) for one in sys.argv[1:] or ("60", "2048"))
resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
resource.setrlimit(resource.RLIMIT_FSIZE, (32 << 20, 32 << 20))
# Whoever started it ends it before this; it ends itself where that one died first.
signal.alarm(seconds + 5)

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))  # isolated mode leaves it out

# A library is loaded by the name that the loader knows, or not at all: to look for it otherwise, Python runs ldconfig, gcc and ld,
# once for each name that WeasyPrint tries.
ctypes.util.find_library = lambda name: None

import tagging  # noqa: E402
from weasyprint import HTML, default_url_fetcher  # noqa: E402 - the limits hold for the import as well


def only_data(url, *args, **kwargs):
    if not url.startswith("data:"):
        raise ValueError("only data: is fetched")
    return default_url_fetcher(url, *args, **kwargs)


html = sys.stdin.buffer.read()
pdf = HTML(string=html.decode("utf-8"), url_fetcher=only_data, base_url="about:blank").write_pdf(
    variant="pdf/ua-1",
    finisher=tagging.finish,
    # The file's identifier follows from its content, so that the same letter gives the same bytes.
    identifier=hashlib.sha256(html).digest()[:16],
)
sys.stdout.buffer.write(pdf)
