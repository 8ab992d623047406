"""``python -m harness``: the lab's command line."""

import sys

from harness.runs.ending import end_in_order

end_in_order()
try:
    from harness.cli import main
except KeyboardInterrupt:
    sys.exit(2)
main()
