// The network as a picture: where its features, units and weights stand, how they are drawn, and what lies at a place.

const HEAD = 36, FOOT = 52; // px above the units for their buttons, and below them for each layer's numbers
const LABELS = 46; // px left of the features for their names

const featuresOn = (scene) => scene.inputs.flatMap((input, at) => (input.on === false ? [] : [at]));

// The middle of each unit, column by column: the features, the hidden layers, the output. side: of a unit's square.
function placesOf(scene, width, height) {
  const counts = [scene.inputs.length, ...scene.layers.map((layer) => layer.bias.length)];
  const room = height - HEAD - FOOT, gap = room / Math.max(...counts);
  const spread = (width - LABELS - 12) / counts.length;
  const side = Math.max(16, Math.min(38, gap - 5, spread - 22));
  const columns = counts.map((count, column) => {
    const x = LABELS + side / 2 + ((width - LABELS - side - 12) * column) / (counts.length - 1);
    return Array.from({ length: count }, (_, row) => ({ x, y: HEAD + room / 2 + (row - (count - 1) / 2) * gap }));
  });
  return { columns, side };
}

// Where the line of a weight begins and ends.
function wireOf(scene, places, { layer, row, column }) {
  const from = places.columns[layer][layer === 0 ? featuresOn(scene)[column] : column];
  const to = places.columns[layer + 1][row], half = places.side / 2;
  return { x0: from.x + half, y0: from.y, x1: to.x - half, y1: to.y };
}

function* weightsOf(scene) {
  for (const [layer, { weight }] of scene.layers.entries()) {
    const [rows, columns] = weight.shape;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) yield { kind: "weight", layer, row, column };
  }
}

const weightAt = (scene, { layer, row, column }, of = "weight") => {
  const values = scene.layers[layer][of];
  return values && values[row * values.shape[1] + column];
};

const same = (one, other) =>
  Boolean(one && other && one.kind === other.kind && one.layer === other.layer && one.row === other.row && one.column === other.column);

// What a network that has changed still has; otherwise nothing.
function stillThere(scene, item) {
  if (!item) return null;
  if (item.kind === "input") return scene.inputs[item.row] ? item : null;
  const layer = scene.layers[item.layer];
  const there = layer && item.row < layer.bias.length && (item.kind !== "weight" || item.column < layer.weight.shape[1]);
  return there ? item : null;
}

function drawNetwork(context, scene, places, { theme, painter, chosen, hovered, discretize }) {
  drawWeights(context, scene, places, theme, chosen, hovered);
  context.font = "12px sans-serif";
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const [row, input] of scene.inputs.entries()) {
    const { x, y } = places.columns[0][row], on = input.on !== false;
    const box = { x: x - places.side / 2, y: y - places.side / 2, side: places.side };
    context.globalAlpha = on ? 1 : 0.35;
    if (input.map) painter.paint(context, theme, input.map, 0, input.map.shape[0], { reach: largest(input.map) || 1 }, box, { discretize });
    context.globalAlpha = 1;
    frame(context, box, theme, on ? theme.ink : theme.zero, on ? 1.5 : 1, on ? [] : [3, 3]);
    context.fillStyle = theme.ink;
    context.fillText(input.name, box.x - 7, y);
  }
  for (const [at, layer] of scene.layers.entries()) {
    const last = at === scene.layers.length - 1, maps = last && !layer.maps ? scene.output.map : layer.maps;
    const size = maps.shape[maps.shape.length - 1], colours = last ? outputColours(scene) : { reach: largest(maps) || 1 };
    for (let row = 0; row < layer.bias.length; row++) {
      const { x, y } = places.columns[at + 1][row];
      const box = { x: x - places.side / 2, y: y - places.side / 2, side: places.side };
      painter.paint(context, theme, maps, last ? 0 : row * size * size, size, colours, box, { discretize });
      frame(context, box, theme, theme.ink, 1);
      bias(context, box, theme, layer.bias[row]);
    }
  }
  drawFoot(context, scene, places, theme);
  for (const item of [hovered, chosen]) if (item) mark(context, scene, places, theme, item);
}

// A classification's map is the probability of class 1; the values of a regression lie between −1 and 1.
const outputColours = (scene) => (scene.task === "regression" ? { middle: 0, reach: 1 } : { middle: 0.5, reach: 0.5 });

function frame(context, box, theme, colour, width, dash = []) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.strokeRect(box.x, box.y, box.side, box.side);
  context.setLineDash([]);
}

const biasBox = (box) => ({ x: box.x - 4, y: box.y + box.side - 5, side: 9 });

function bias(context, box, theme, value) {
  const mark = biasBox(box);
  context.fillStyle = value < 0 ? theme.negative : value > 0 ? theme.positive : theme.zero;
  context.fillRect(mark.x, mark.y, mark.side, mark.side);
  frame(context, mark, theme, theme.paper, 1);
}

function trace(context, { x0, y0, x1, y1 }) {
  const middle = (x0 + x1) / 2;
  context.beginPath();
  context.moveTo(x0, y0);
  context.bezierCurveTo(middle, y0, middle, y1, x1, y1);
}

// Blue and unbroken where the weight is positive, orange and dashed where it is negative; the larger, the wider.
function drawWeights(context, scene, places, theme) {
  for (const item of weightsOf(scene)) {
    const value = weightAt(scene, item);
    context.strokeStyle = value < 0 ? theme.negative : value > 0 ? theme.positive : theme.zero;
    context.lineWidth = Number.isFinite(value) ? 0.5 + 1.8 * Math.min(3, Math.abs(value)) : 0.5;
    context.globalAlpha = Math.min(1, 0.3 + Math.abs(value || 0));
    context.setLineDash(value < 0 ? [7, 4] : []);
    trace(context, wireOf(scene, places, item));
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function mark(context, scene, places, theme, item) {
  context.strokeStyle = theme.ink;
  if (item.kind === "weight") {
    trace(context, wireOf(scene, places, item));
    context.lineWidth = 1.5;
    context.stroke();
    const { x0, y0, x1, y1 } = wireOf(scene, places, item);
    context.beginPath();
    context.arc((x0 + x1) / 2, (y0 + y1) / 2, 5, 0, 7);
    context.fillStyle = theme.paper;
    context.fill();
    context.stroke();
    return;
  }
  const box = boxOf(places, item);
  const around = item.kind === "bias" ? biasBox(box) : { x: box.x - 3, y: box.y - 3, side: box.side + 6 };
  frame(context, around, theme, theme.ink, 2.5);
}

function boxOf(places, item) {
  const { x, y } = places.columns[item.kind === "input" ? 0 : item.layer + 1][item.row];
  return { x: x - places.side / 2, y: y - places.side / 2, side: places.side };
}

// Three numbers under each layer say whether it learns.
function drawFoot(context, scene, places, theme) {
  const bottom = context.canvas.clientHeight - FOOT + 12;
  context.font = "11px sans-serif";
  context.fillStyle = theme.ink;
  context.textAlign = "left";
  const tight = places.columns[1][0].x - places.columns[0][0].x < WIDE;
  const names = ["gradient", tight ? "update ÷ w" : "update ÷ weight", "dead units"];
  for (const [line, text] of names.entries()) context.fillText(text, 2, bottom + 15 * line);
  for (const [at, layer] of scene.layers.entries()) {
    const x = places.columns[at + 1][0].x, last = at === scene.layers.length - 1;
    const texts = [short(layer.gradient), short(layer.ratio), last || layer.dead === null ? "" : `${Math.round(100 * layer.dead)} %`];
    context.textAlign = last ? "right" : "center";
    for (const [line, text] of texts.entries()) context.fillText(text, last ? x + places.side / 2 + 8 : x, bottom + 15 * line);
  }
}

// What lies under the pointer: a bias before its unit, a unit before a line, the nearest line within 6 px.
function itemAt(scene, places, x, y) {
  const within = (box, more) => x >= box.x - more && x <= box.x + box.side + more && y >= box.y - more && y <= box.y + box.side + more;
  for (const [at, column] of places.columns.entries()) {
    for (let row = 0; row < column.length; row++) {
      const unit = at === 0 ? { kind: "input", layer: -1, row } : { kind: "unit", layer: at - 1, row };
      const box = boxOf(places, unit);
      if (at > 0 && within(biasBox(box), 3)) return { kind: "bias", layer: at - 1, row };
      if (within(box, 2)) return unit;
    }
  }
  let best = null, nearest = 6;
  for (const item of weightsOf(scene)) {
    const distance = distanceTo(wireOf(scene, places, item), x, y);
    if (distance < nearest) [best, nearest] = [item, distance];
  }
  return best;
}

function distanceTo({ x0, y0, x1, y1 }, x, y) {
  if (x < x0 - 6 || x > x1 + 6 || y < Math.min(y0, y1) - 6 || y > Math.max(y0, y1) + 6) return Infinity;
  let nearest = Infinity;
  for (let step = 0; step <= 32; step++) {
    const t = step / 32, u = 1 - t, bend = 3 * u * u * t, back = 3 * u * t * t;
    const px = u * u * u * x0 + (bend + back) * ((x0 + x1) / 2) + t * t * t * x1;
    const py = (u * u * u + bend) * y0 + (back + t * t * t) * y1;
    nearest = Math.min(nearest, Math.hypot(px - x, py - y));
  }
  return nearest;
}
