"""Uploads one file by tuspy. With `checked`, in pieces that each carry their sum."""

import sys

from tusclient.client import TusClient

PIECE = 1024 * 1024


def main() -> None:
    endpoint, file, ticket, way, *more = sys.argv[1:]
    client = TusClient(endpoint, headers={"Authorization": f"Bearer {ticket}"} if way == "bearer" else {})
    metadata = {"ticket": ticket} if way == "metadata" else {}
    pieces = {"chunk_size": PIECE, "upload_checksum": True} if "checked" in more else {}
    client.uploader(file, metadata=metadata, retries=24, retry_delay=0.05, **pieces).upload()


main()
