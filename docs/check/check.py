#!/usr/bin/env python3
"""Checks that `docs/protocol.md` says enough: everything here follows it with none of the project's own code.

    python3 docs/check/check.py                    verifies the committed vectors
    python3 docs/check/check.py --portal URL       and files a report with a photo at a running portal, and goes on from there

Needs the libraries of requirements.txt. Exit code: 0 when everything held, 1 when not, 2 for wrong usage.
The reports that it files say in their text that they are a test.
"""

import argparse
import sys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--portal", metavar="URL", help="a running portal to file a report at")
    parser.add_argument("--portal-id", default="quang-tri", help="the portal's id (default: %(default)s)")
    parser.add_argument("--desk", metavar="COMMAND", help="does an officer's deed: COMMAND DEED CASE-NUMBER …; there is a unit to-thu")
    parser.add_argument("--rotate", metavar="COMMAND", help="changes the portal's keys; the portal serves again at its end")
    parser.add_argument("--restore", metavar="COMMAND", help="restores the portal from a backup taken at the end of --rotate")
    arguments = parser.parse_args()
    try:
        from claiming import Claiming
        from deeds import Deeds
        from desk import Desk
        from http_portal import Address
        from portal import Visit
        from putting import Putting
        from reading import Reading
        from report import Report
        from rotation import Rotation
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
        visit = Visit(report, address, arguments.portal_id)
        if visit.run():
            Reading(visit).run()
            Deeds(visit).run()
            Desk(visit, arguments.desk).run()
            Claiming(visit).run()
            Putting(visit).run()
            Rotation(visit, arguments.rotate, arguments.restore).run()
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
