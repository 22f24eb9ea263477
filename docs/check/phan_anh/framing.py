"""Where one CBOR item ends, and how a CBOR Sequence is read with limits (protocol.md, «Framing»).

Nothing is decoded before it passed here, so that no decoder ever sees a nested, an endless or an oversized item.
"""

import io

import zstandard

from .refusal import Refused

ITEM_BYTES = 64 * 1024
ITEM_DEPTH = 16
BODY_BYTES = 4 * 1024 * 1024
WINDOW_BYTES = 1 << 21
CHUNK = 16 * 1024


def head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """The bytes of the head at `at`, the bytes of content behind it and the items inside; None while it is cut."""
    if at >= len(data):
        return None
    major, additional = data[at] >> 5, data[at] & 0x1F
    if additional > 27:
        raise Refused("act_malformed", "an indefinite length or a reserved head")
    width = 0 if additional < 24 else 1 << (additional - 24)
    if at + 1 + width > len(data):
        return None
    argument = int.from_bytes(data[at + 1 : at + 1 + width]) if width else additional
    content = argument if major in (2, 3) else 0
    children = {4: argument, 5: 2 * argument, 6: 1}.get(major, 0)
    return 1 + width, content, children


def item_length(data: bytes) -> int | None:
    """The length of the first item of `data`, None while it is not whole."""
    open_items, at = [1], 0
    while open_items:
        if open_items[-1] == 0:
            open_items.pop()
            continue
        open_items[-1] -= 1
        found = head(data, at)
        if found is None:
            return None
        width, content, children = found
        at += width + content
        if at > ITEM_BYTES or children > ITEM_BYTES:
            raise Refused("item_too_large")
        if at > len(data):
            return None
        if children:
            open_items.append(children)
            if len(open_items) > ITEM_DEPTH + 1:
                raise Refused("item_too_deep")
    return at


def check_item(data: bytes) -> None:
    """Refuses what is not exactly one item within the limits."""
    try:
        whole = item_length(data) == len(data)
    except Refused as refused:
        raise Refused("act_malformed", str(refused)) from None
    if not whole:
        raise Refused("act_malformed", "not one whole item")


def chunks(body: bytes, encoding: str):
    """The body in small pieces, decompressed with a bounded window."""
    source = io.BytesIO(body)
    if encoding == "zstd":
        decompressor = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES)
        source = decompressor.stream_reader(source, read_across_frames=True)
    while True:
        try:
            piece = source.read(CHUNK)
        except zstandard.ZstdError as error:
            raise Refused("act_malformed", str(error)) from None
        if not piece:
            return
        yield piece


def read(body: bytes, encoding: str = "identity") -> tuple[list[bytes], Refused | None]:
    """The whole items of a body, and why nothing behind them is read."""
    items, pending, total = [], b"", 0
    try:
        for piece in chunks(body, encoding):
            pending += piece
            total += len(piece)
            while length := item_length(pending):
                items.append(pending[:length])
                pending = pending[length:]
            if total > BODY_BYTES:
                raise Refused("request_too_large")
    except Refused as refused:
        return items, refused
    return items, Refused("link_cut") if pending else None


def write(items: list[bytes]) -> list[bytes]:
    """The pieces of a compressed body: one per item, flushed, and one that ends the frame."""
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=17)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    flush = zstandard.COMPRESSOBJ_FLUSH_BLOCK
    pieces = [compressor.compress(item) + compressor.flush(flush) for item in items]
    return pieces + [compressor.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)]
