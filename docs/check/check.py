#!/usr/bin/env python3
"""Checks that `docs/protocol.md` says enough: everything here follows it with none of the project's own code.

    python3 docs/check/check.py                    verifies the committed vectors
    python3 docs/check/check.py --portal URL       and files a report with a photo at a running portal

Needs the libraries of requirements.txt. Exit code: 0 when everything held, 1 when not, 2 for wrong usage.
The report that it files says in its text that it is a test.
"""

import argparse
import sys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portal", metavar="URL", help="a running portal to file a report at")
    parser.add_argument("--portal-id", default="quang-tri", help="the portal's id (default: %(default)s)")
    arguments = parser.parse_args()
    try:
        from http_portal import Address
        from portal import Visit
        from report import Report
        from vectors import Vectors
    except ImportError as missing:
        print(f"{missing}: python3 -m pip install -r docs/check/requirements.txt", file=sys.stderr)
        return 2
    try:
        address = Address.parse(arguments.portal) if arguments.portal else None
    except ValueError as error:
        parser.error(str(error))
    report = Report()
    Vectors(report).run()
    if address:
        Visit(report, address, arguments.portal_id).run()
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
