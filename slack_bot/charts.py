"""Charts as pictures, since Slack draws none."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from agents.chart import Chart

COLOURS = {"critical": "#b3261e", "tight": "#c77700", "watch": "#8a7a00", "ok": "#2e7d32", "plain": "#3566a8"}
INK, PAPER, RULE = "#1d1c1d", "#ffffff", "#1d1c1d"
WIDTH, LEFT, RIGHT, TOP, ROW, BAR = 1_200, 330, 150, 90, 46, 28
MOST_BARS = 20
ALT_TEXT = 1_000


def drawn(chart: Chart) -> bytes:
    """A PNG, twice as large as it is shown, so that it stays sharp."""
    bars = chart.bars[:MOST_BARS]
    picture = Image.new("RGB", (WIDTH, TOP + ROW * len(bars) + 20), PAPER)
    draw = ImageDraw.Draw(picture)
    large, usual = ImageFont.load_default(28), ImageFont.load_default(22)
    draw.text((20, 26), _within(draw, chart.title, WIDTH - 40, large), INK, large)
    most = max(chart.most, 1e-9)
    scale = (WIDTH - LEFT - RIGHT) / most
    for number, bar in enumerate(bars):
        y = TOP + number * ROW
        draw.text((20, y + 1), _within(draw, bar.label, LEFT - 40, usual), INK, usual)
        end = LEFT + max(2.0, min(bar.value, most) * scale)
        draw.rounded_rectangle((LEFT, y, end, y + BAR), 4, COLOURS[bar.tone])
        draw.text((end + 10, y + 1), bar.shown, INK, usual)
    if chart.mark is not None:
        x = LEFT + min(chart.mark, most) * scale
        draw.line((x, TOP - 10, x, TOP + ROW * len(bars)), RULE, 2)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def described(chart: Chart) -> str:
    """The picture in words, for whoever does not see it."""
    return f"{chart.title}: {'; '.join(f'{bar.label} {bar.shown}' for bar in chart.bars)}"[:ALT_TEXT]


def _within(
    draw: ImageDraw.ImageDraw, text: str, width: int, font: ImageFont.FreeTypeFont | ImageFont.ImageFont
) -> str:
    """The text, cut to a width."""
    if draw.textlength(text, font) <= width:
        return text
    while text and draw.textlength(f"{text}…", font) > width:
        text = text[:-1]
    return f"{text}…"
