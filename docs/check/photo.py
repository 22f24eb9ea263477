"""A real JPEG of even grey, made here: as long as one likes and different each time."""

import os
import struct


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def huffman(table: int, symbols: bytes) -> bytes:
    """A table whose only symbol has the one-bit code 0."""
    return segment(0xC4, bytes([table, len(symbols)]) + bytes(15) + symbols)


def grey(width_px: int, height_px: int, comment_bytes: int = 0) -> bytes:
    """A baseline JPEG (ITU-T T.81) of one component; random comments make it longer and unlike any other."""
    comment = os.urandom(comment_bytes)
    comments = b"".join(segment(0xFE, comment[at : at + 60_000]) for at in range(0, comment_bytes, 60_000))
    frame = struct.pack(">BHHBBBB", 8, height_px, width_px, 1, 1, 0x11, 0)
    blocks = -(-width_px // 8) * -(-height_px // 8)
    # Two bits a block, both 0: no difference from the block before, and no more coefficients. The rest is ones.
    bits = "00" * blocks
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8)
    return b"".join(
        [
            b"\xff\xd8",
            comments,
            segment(0xDB, bytes([0]) + bytes([16] * 64)),
            segment(0xC0, frame),
            huffman(0x00, b"\x00"),
            huffman(0x10, b"\x00"),
            segment(0xDA, bytes([1, 1, 0x00, 0, 63, 0])),
            scan,
            b"\xff\xd9",
        ]
    )
