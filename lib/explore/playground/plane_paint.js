// The plane's places and marks: from numbers to pixels and back, axes, points, the cursor.

function spot(scene, width, [x, y]) {
  const [low, high] = scene.limits;
  return { x: ((x - low) / (high - low)) * width, y: ((high - y) / (high - low)) * width };
}

function toPlane(scene, width, x, y) {
  const [low, high] = scene.limits, size = high - low;
  return [low + (x / width) * size, high - (y / width) * size].map((one) => Math.max(low, Math.min(high, one)));
}

const pointAt = (scene, at) => [scene.points.x[2 * at], scene.points.x[2 * at + 1]];

function nearestPoint(scene, [x, y]) {
  let best = -1, nearest = Infinity;
  for (let at = 0; at < scene.points.target.length; at++) {
    const distance = Math.hypot(scene.points.x[2 * at] - x, scene.points.x[2 * at + 1] - y);
    if (distance < nearest) [best, nearest] = [at, distance];
  }
  return best;
}

function away(scene, width, at, place) {
  const there = spot(scene, width, pointAt(scene, at));
  return [there.x - place.x, there.y - place.y];
}

function has(scene, [x, y]) {
  const at = nearestPoint(scene, [x, y]);
  return at >= 0 && Math.hypot(scene.points.x[2 * at] - x, scene.points.x[2 * at + 1] - y) < 0.01; // the kernel keeps two decimals
}

// What the output map has at a place.
function valueAt(scene, [x, y]) {
  const { map } = scene.output, size = map.shape[map.shape.length - 1], [low, high] = scene.limits;
  const cell = (one) => Math.max(0, Math.min(size - 1, Math.floor(((one - low) / (high - low)) * size)));
  return map[cell(y) * size + cell(x)];
}

const sayer = (scene) => (scene.task === "regression" ? "prediction" : "probability of class 1");

function pointLines(scene, at) {
  const { points } = scene, [x1, x2] = pointAt(scene, at);
  const target = points.target[at], named = target < 0.5 ? "class 0 (orange)" : "class 1 (blue)";
  const kind = scene.task === "regression" ? `target ${short(target)}` : named;
  const lines = [points.test[at] ? "test point" : "training point", `x1 ${short(x1)}, x2 ${short(x2)}`, kind];
  if (points.prediction) lines.push(`${sayer(scene)} ${short(points.prediction[at])}`);
  return lines;
}

function drawAxes(context, scene, theme, width) {
  const [low, high] = scene.limits, zero = spot(scene, width, [0, 0]);
  context.strokeStyle = theme.zero;
  context.lineWidth = 1;
  context.globalAlpha = 0.6;
  context.beginPath();
  context.moveTo(zero.x, 0);
  context.lineTo(zero.x, width);
  context.moveTo(0, zero.y);
  context.lineTo(width, zero.y);
  context.stroke();
  context.globalAlpha = 1;
  context.font = "11px sans-serif";
  context.textBaseline = "alphabetic";
  const end = (value) => String(value).replace("-", "−");
  for (const [text, x, y, align] of [
    [`x1 = ${end(high)}`, width - 4, width - 5, "right"],
    [end(low), 4, width - 5, "left"],
    [`x2 = ${end(high)}`, 4, 13, "left"],
  ]) label(context, theme, text, x, y, align);
}

// Text with a halo of the paper's colour: it stands on any colour.
function label(context, theme, text, x, y, align) {
  context.textAlign = align;
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = theme.paper;
  context.strokeText(text, x, y);
  context.fillStyle = theme.ink;
  context.fillText(text, x, y);
}

// Points stay where they are while the network learns: they are drawn once, and laid over the plane as they are.
function pointLayer() {
  const canvas = document.createElement("canvas");
  let known = null;
  const alike = (one, other) => one.length === other.length && one.every((value, at) => value === other[at]);
  return {
    draw(context, scene, theme, width, fresh) {
      const { x, target, test } = scene.points, scale = context.getTransform().a;
      const look = `${theme.dark} ${width} ${scale} ${fresh.length} ${scene.task} ${scene.settings.show_test}`;
      if (!known || known.look !== look || !alike(known.x, x) || !alike(known.target, target) || !alike(known.test, test)) {
        known = { look, x, target, test };
        canvas.width = canvas.height = Math.round(width * scale);
        const pen = canvas.getContext("2d");
        pen.setTransform(scale, 0, 0, scale, 0, 0);
        drawPoints(pen, scene, theme, width, fresh);
      }
      context.drawImage(canvas, 0, 0, width, width);
    },
  };
}

// Orange circles and blue squares; training points are filled, test points are rings.
function drawPoints(context, scene, theme, width, fresh) {
  const { points } = scene, { middle, reach } = outputColours(scene);
  const one = (place, target, test) => {
    const { x, y } = spot(scene, width, place), size = 3.6;
    const side = (target - middle) / reach;
    const colour = scene.task === "regression" ? toned(theme, side, theme.dark ? [70, 70, 70] : [210, 210, 210]) : side < 0 ? theme.negative : theme.positive;
    context.beginPath();
    if (side < 0 || scene.task === "regression") context.arc(x, y, size, 0, 7);
    else context.rect(x - size, y - size, 2 * size, 2 * size);
    context.fillStyle = test ? theme.paper : colour;
    context.fill();
    context.lineWidth = test ? 2 : 1.2;
    context.strokeStyle = test ? colour : scene.task === "regression" ? theme.ink : theme.dark ? "#000000" : "#ffffff";
    context.stroke();
  };
  const show = scene.settings.show_test !== false;
  for (let at = 0; at < points.target.length; at++)
    if (show || !points.test[at]) one(pointAt(scene, at), points.target[at], points.test[at]);
  for (const [x, y, target] of fresh) one([x, y], target, false);
}

function ring(context, theme, { x, y }, size) {
  for (const [colour, width] of [[theme.paper, 4], [theme.ink, 2]]) {
    context.beginPath();
    context.arc(x, y, size, 0, 7);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

function cross(context, theme, { x, y }) {
  for (const [colour, width] of [[theme.paper, 4], [theme.ink, 1.5]]) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 4 * dx, y + 4 * dy);
      context.lineTo(x + 13 * dx, y + 13 * dy);
    }
    context.stroke();
  }
}
