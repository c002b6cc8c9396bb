"""QR codes as pictures that a page may show: its policy lets data addresses in, and nothing inline."""

import segno


def qr_code_picture(text: str) -> str:
    """Return the code of a text as an SVG's data address, black on white with its quiet border."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(scale=6, border=2, dark="#000", light="#fff"))
