// The waterfall or the bands as a PNG file, with what the rows are beside them.

const LABELS = 340; // pixels
const SCALE = 26; // the height of the scale

/** What is in sight of a grid, as a Blob. */
export function picture_of(grid, theme) {
  const ratio = devicePixelRatio || 1;
  const { canvas, scale } = grid;
  const out = document.createElement('canvas');
  out.width = canvas.width + LABELS * ratio;
  out.height = canvas.height + SCALE * ratio;
  const pen = out.getContext('2d');
  pen.fillStyle = theme.color.page;
  pen.fillRect(0, 0, out.width, out.height);
  pen.drawImage(scale, LABELS * ratio, 0);
  pen.drawImage(canvas, LABELS * ratio, SCALE * ratio);
  pen.scale(ratio, ratio);
  pen.font = '12px system-ui, sans-serif';
  pen.fillStyle = theme.color.text;
  for (const { text, y } of grid.labels()) {
    pen.fillText(fitting(pen, text, LABELS - 16), 8, SCALE + y + 4);
  }
  return new Promise((resolve) => out.toBlob(resolve, 'image/png'));
}

function fitting(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 0 && pen.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}
