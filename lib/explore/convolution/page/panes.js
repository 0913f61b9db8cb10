// Boxes with rows and columns, what is written and framed in them, and a window of 3 × 3 at work.

const FONT = "system-ui, sans-serif";

// The largest box of rows × columns that fits, in the middle of the width.
function boxIn(x, y, width, height, rows, columns) {
  const cell = Math.min(width / columns, height / rows);
  return { x: x + (width - cell * columns) / 2, y, width: cell * columns, height: cell * rows, rows, columns, cell };
}

// Which cell of the box is at that point; null outside. nearest: the cell at the edge instead.
function cellAt(box, x, y, nearest = false) {
  const row = Math.floor((y - box.y) / box.cell), column = Math.floor((x - box.x) / box.cell);
  const inside = row >= 0 && column >= 0 && row < box.rows && column < box.columns;
  if (!inside && !nearest) return null;
  return { row: Math.min(Math.max(row, 0), box.rows - 1), column: Math.min(Math.max(column, 0), box.columns - 1) };
}

// Written so that it fits: smaller where it has to be.
function write(context, text, x, y, { size = 13, align = "left", colour, bold = false, room = Infinity }) {
  context.font = `${bold ? "600 " : ""}${size}px ${FONT}`;
  const width = context.measureText(text).width;
  if (width > room) context.font = `${bold ? "600 " : ""}${Math.max((size * room) / width, 10)}px ${FONT}`;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

// A text of several lines; returns where the next line would stand.
function writeLines(context, text, x, y, room, { size = 13, colour }) {
  context.font = `${size}px ${FONT}`;
  let line = "";
  for (const word of `${text} `.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (word && context.measureText(longer).width <= room) {
      line = longer;
      continue;
    }
    if (line) write(context, line, x, y, { size, colour });
    if (line) y += size * 1.4;
    line = word;
  }
  return y;
}

function outline(context, box, colour, width = 1) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.strokeRect(box.x, box.y, box.width, box.height);
}

// Thin lines between cells, where cells are large enough.
function gridLines(context, box, colour, each = 1) {
  if (box.cell * each < 7) return;
  context.strokeStyle = colour;
  context.lineWidth = 0.5;
  context.beginPath();
  for (let row = each; row < box.rows; row += each) {
    context.moveTo(box.x, box.y + row * box.cell);
    context.lineTo(box.x + box.width, box.y + row * box.cell);
  }
  for (let column = each; column < box.columns; column += each) {
    context.moveTo(box.x + column * box.cell, box.y);
    context.lineTo(box.x + column * box.cell, box.y + box.height);
  }
  context.stroke();
}

// A frame around cells from (top, left), rows × columns, cut at the box; seen on black, white and every colour.
function frameCells(context, box, top, left, rows, columns, thin = false) {
  const from = { x: Math.max(left, 0), y: Math.max(top, 0) };
  const to = { x: Math.min(left + columns, box.columns), y: Math.min(top + rows, box.rows) };
  if (to.x <= from.x || to.y <= from.y) return;
  const part = {
    x: box.x + from.x * box.cell, y: box.y + from.y * box.cell,
    width: (to.x - from.x) * box.cell, height: (to.y - from.y) * box.cell,
  };
  outline(context, part, "#000000", thin ? 2.5 : 4.5);
  outline(context, part, "#ffd23f", thin ? 1.2 : 2.2);
}

const two = (value) => (Math.abs(value) < 0.005 ? 0 : value).toFixed(2).replace("-", "−");

// A small grid with its numbers. colourOf: of each cell.
function numberGrid(context, values, box, colourOf, texts, theme) {
  for (let at = 0; at < values.length; at++) {
    const x = box.x + (at % box.columns) * box.cell, y = box.y + Math.floor(at / box.columns) * box.cell;
    const colour = colourOf(values[at]);
    context.fillStyle = `rgb(${colour.join()})`;
    context.fillRect(x, y, box.cell, box.cell);
    write(context, texts[at], x + box.cell / 2, y + box.cell / 2, {
      size: 13, align: "center", colour: inkOn(colour), room: box.cell - 3,
    });
  }
  gridLines(context, box, theme.zero);
  outline(context, box, theme.zero);
}

// Pixels × kernel = products, each 3 × 3 with its numbers. Returns where it ends below.
function windowAtWork(context, { x, y, width, largest = 150 }, { pixels, kernel, kernelTexts, title }, theme) {
  const sign = 26, side = Math.min((width - 2 * sign) / 3, largest), start = x + (width - 3 * side - 2 * sign) / 2;
  const products = pixels.map((pixel, at) => pixel * kernel[at]);
  const parts = [
    { name: title, values: pixels, colourOf: greys(), texts: [...pixels].map(two) },
    { name: "kernel", values: kernel, colourOf: signs(2.2 * largestOf(kernel), theme), texts: kernelTexts || [...kernel].map(two) },
    { name: "products", values: products, colourOf: signs(2.2 * largestOf(products), theme), texts: [...products].map(two) },
  ];
  parts.forEach(({ name, values, colourOf, texts }, at) => {
    const left = start + at * (side + sign), box = boxIn(left, y + 22, side, side, 3, 3);
    write(context, name, left + side / 2, y + 10, { size: 13, align: "center", colour: theme.ink, room: side + sign });
    numberGrid(context, values, box, colourOf, texts, theme);
    if (at) write(context, "×="[at - 1], left - sign / 2, y + 22 + side / 2, { size: 18, align: "center", colour: theme.ink });
  });
  return { bottom: y + 22 + side, sum: products.reduce((total, one) => total + one, 0) };
}
