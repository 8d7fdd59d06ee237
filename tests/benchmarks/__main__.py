"""Runs the benchmarks and prints one table each.

python -m tests.benchmarks [NAME ...]
"""

import argparse
import sys
from importlib import import_module
from pkgutil import iter_modules

from tests import benchmarks
from tests.benchmarks.rows import as_table

NO_BENCHMARKS = {"__main__", "rows", "interrogation_network"}


def main() -> int:
    names = sorted({module.name for module in iter_modules(benchmarks.__path__)} - NO_BENCHMARKS)
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(names)}")
    wanted = parser.parse_args().names or names
    for name in wanted:
        if name not in names:
            parser.error(f"there is no benchmark {name}: choose from {', '.join(names)}")
    for name in wanted:
        rows = import_module(f"tests.benchmarks.{name}").run()
        sys.stdout.write(as_table(name, rows) + "\n\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
