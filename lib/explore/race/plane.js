// The landscape from above, the ways across it, and the start that can be dragged.

const EDGE = { left: 34, right: 10, top: 8, bottom: 24 };

// About `most` round numbers from low to high.
function ticks(low, high, most) {
  const rough = (high - low) / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) found.push(Number((k * step).toPrecision(6)));
  return found;
}

// A cell of the grid is crossed by a level where two of its corners lie on different sides; a line joins the crossings.
function lines(context, heights, rows, columns, level, at) {
  context.beginPath();
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const corner = row * columns + column;
      const four = [[column, row, heights[corner]], [column + 1, row, heights[corner + 1]],
        [column + 1, row + 1, heights[corner + columns + 1]], [column, row + 1, heights[corner + columns]]];
      const crossings = [];
      for (let side = 0; side < 4; side++) {
        const [x, y, one] = four[side], [p, q, other] = four[(side + 1) % 4];
        if (one < level !== other < level && one === one && other === other) {
          const share = (level - one) / (other - one);
          crossings.push(at(x + (p - x) * share, y + (q - y) * share));
        }
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        context.moveTo(...crossings[k]);
        context.lineTo(...crossings[k + 1]);
      }
    }
  }
  context.stroke();
}

// The ground is painted once for a size, a theme and a landscape, and then only copied.
function groundPainter() {
  let key = "", canvas = null;
  const paint = (ground, theme, width, height, scale) => {
    canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    const [rows, columns] = ground.shape, view = ground.heights;
    const heights = new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
    const inner = { width: width - EDGE.left - EDGE.right, height: height - EDGE.top - EDGE.bottom };
    const tint = new OffscreenCanvas(columns, rows), image = new ImageData(columns, rows);
    const blue = theme.dark ? [92, 179, 240] : [0, 114, 178];
    heights.forEach((value, place) => {
      const above = ground.levels.filter((level) => level > value).length / ground.levels.length;
      const row = rows - 1 - Math.floor(place / columns), at = 4 * (row * columns + (place % columns));
      image.data.set([...blue, value === value ? 45 * above : 0], at);
    });
    tint.getContext("2d").putImageData(image, 0, 0);
    context.drawImage(tint, EDGE.left, EDGE.top, inner.width, inner.height);
    const at = (column, row) => [EDGE.left + (inner.width * column) / (columns - 1), EDGE.top + inner.height * (1 - row / (rows - 1))];
    context.strokeStyle = theme.zero;
    context.globalAlpha = 0.55;
    context.lineWidth = 0.8;
    for (const level of ground.levels) lines(context, heights, rows, columns, level, at);
    context.globalAlpha = 1;
    context.strokeStyle = theme.zero;
    context.strokeRect(EDGE.left, EDGE.top, inner.width, inner.height);
  };
  return (context, ground, theme, width, height) => {
    const scale = window.devicePixelRatio || 1;
    const now = [ground.serial, theme.dark, width, height, scale].join();
    if (now !== key) paint(ground, theme, width, height, scale);
    key = now;
    context.drawImage(canvas, 0, 0, width, height);
  };
}

// race: what is shown now (see race.js). moved(x, y): the start is to be there.
function planeIn(element, race, { moved, play }) {
  const paintGround = groundPainter();
  let size = [1, 1], dragging = false;
  const across = () => size[0] - EDGE.left - EDGE.right, up = () => size[1] - EDGE.top - EDGE.bottom;
  const pixel = (x, y) => {
    const [a, b] = race.ground.x, [c, d] = race.ground.y;
    return [EDGE.left + (across() * (x - a)) / (b - a), EDGE.top + up() * (1 - (y - c) / (d - c))];
  };
  const draw = (context, width, height) => {
    size = [width, height];
    const theme = race.theme;
    paintGround(context, race.ground, theme, width, height);
    context.font = "11px sans-serif";
    context.fillStyle = theme.ink;
    context.textAlign = "center";
    for (const x of ticks(...race.ground.x, width / 70)) context.fillText(String(x), pixel(x, 0)[0], height - 9);
    context.textAlign = "right";
    for (const y of ticks(...race.ground.y, height / 42)) context.fillText(String(y), EDGE.left - 5, pixel(0, y)[1] + 4);
    context.fillText("x", width - EDGE.right - 6, height - EDGE.bottom - 6);
    context.fillText("y", EDGE.left + 13, EDGE.top + 14);
    context.save();
    context.beginPath();
    context.rect(EDGE.left, EDGE.top, across(), up());
    context.clip();
    context.strokeStyle = theme.ink;
    context.lineWidth = 1.5;
    for (const place of race.ground.minima) {
      const [x, y] = pixel(...place);
      context.stroke(new Path2D(`M${x - 6} ${y}h12M${x} ${y - 6}v12`));
    }
    for (const run of race.runs) drawRun(context, run, theme);
    drawStart(context, theme);
    context.restore();
  };
  const drawRun = (context, run, theme) => {
    const runner = race.runner(run.name), colour = colourOf(runner, theme.dark);
    const way = new Path2D(), dots = new Path2D();
    let last = null, dot = null;
    for (let step = 0; step <= race.step; step++) {
      const [x, y] = pixel(run.path[2 * step], run.path[2 * step + 1]);
      if (!(Math.abs(x) < 1e5 && Math.abs(y) < 1e5)) break; // it ran away, or is far outside
      if (last) way.lineTo(x, y);
      else way.moveTo(x, y);
      last = [x, y];
      if (dot && Math.hypot(x - dot[0], y - dot[1]) < 6) continue; // so close that they would hide the dashes
      dots.rect(x - 1.3, y - 1.3, 2.6, 2.6);
      dot = last;
    }
    if (!last) return;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 1.6;
    context.setLineDash(runner.dashes);
    context.stroke(way);
    context.setLineDash([]);
    context.fill(dots);
    const mark = new Path2D(outline(runner.mark, ...last, 5.5));
    context.fill(mark);
    context.strokeStyle = theme.dark ? "#111111" : "#ffffff";
    context.lineWidth = 1;
    context.stroke(mark);
  };
  const drawStart = (context, theme) => {
    const [x, y] = pixel(...race.start()), reach = dragging ? 10 : 7;
    context.fillStyle = theme.dark ? "#111111" : "#ffffff";
    context.globalAlpha = 0.6;
    context.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
    context.globalAlpha = 1;
    context.strokeStyle = theme.ink;
    context.lineWidth = 2;
    context.strokeRect(x - reach, y - reach, 2 * reach, 2 * reach);
    context.fillStyle = theme.ink;
    context.fillRect(x - 1.5, y - 1.5, 3, 3);
  };
  const stage = canvasIn(element, { label: "", ratio: (width) => Math.min(0.72 * width, 330), draw });
  const canvas = stage.canvas;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", "landscape with a movable start");
  const within = (x, [low, high]) => Math.min(high, Math.max(low, x));
  const round = (x) => Number((Math.round(x / race.ground.step) * race.ground.step).toPrecision(9));
  const go = (x, y) => moved(within(round(x), race.ground.x), within(round(y), race.ground.y));
  const follow = (event) => {
    const box = canvas.getBoundingClientRect();
    const [a, b] = race.ground.x, [c, d] = race.ground.y;
    const x = a + ((b - a) * (event.clientX - box.left - EDGE.left)) / across();
    const y = d - ((d - c) * (event.clientY - box.top - EDGE.top)) / up();
    const near = pixel(...race.ground.usual); // the usual start is easy to find again
    const snap = Math.hypot(event.clientX - box.left - near[0], event.clientY - box.top - near[1]) < 5;
    if (snap) moved(...race.ground.usual);
    else go(x, y);
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    dragging = true;
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
    follow(event);
  });
  canvas.addEventListener("pointermove", (event) => dragging && follow(event));
  for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, () => {
    dragging = false;
    stage.redraw();
  });
  onKeys(canvas, (event) => {
    const [x, y] = race.start(), step = race.ground.step * (event.shiftKey ? 10 : 1);
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (move) go(x + move[0], y + move[1]);
    else if (event.key === "Home") moved(...race.ground.usual);
    else if (event.key === " ") play();
    else return false;
    return true;
  });
  return { ...stage, dragging: () => dragging };
}
