// One kernel at work: the image with its padding and the window, the nine products, and the output.

const GLIDE = 130; // ms in which the window goes from place to place when it walks
const GROW = 350; // ms in which another padding or stride comes about

// now(name): a setting as the page has it. change(settings): sets some.
function windowView({ scene, now, change, redraw }) {
  let boxes = null, walk = null, glide = null;

  const places = () => ({ rows: scene().output.shape[0], columns: scene().output.shape[1] });
  const place = () => ({ row: Math.min(now("row"), places().rows - 1), column: Math.min(now("column"), places().columns - 1) });
  const go = (row, column, quiet = false) => {
    const { rows, columns } = places();
    const to = { row: Math.min(Math.max(row, 0), rows - 1), column: Math.min(Math.max(column, 0), columns - 1) };
    const from = place();
    if (to.row !== from.row || to.column !== from.column) change(to, quiet);
    redraw();
  };
  // As `go`, and the eye can follow.
  const walkTo = (row, column, quiet = false) => {
    if (!still()) glide = { from: shownPlace(), started: performance.now() };
    go(row, column, quiet);
  };
  const shownPlace = () => {
    const to = place();
    if (!glide) return to;
    const share = Math.min((performance.now() - glide.started) / GLIDE, 1);
    if (share === 1) glide = null;
    else redraw();
    const from = glide ? glide.from : to;
    return { row: from.row + (to.row - from.row) * share, column: from.column + (to.column - from.column) * share };
  };

  // The padding or the stride, on its way from what it was to what it is now, so that the eye can follow.
  const ways = {};
  const shownSetting = (name) => {
    const to = now(name), time = performance.now(), way = (ways[name] ||= { from: to, to, started: -Infinity });
    const value = () => way.from + (way.to - way.from) * Math.min((time - way.started) / GROW, 1);
    if (way.to !== to) Object.assign(way, { from: still() ? to : value(), to, started: time });
    if (value() !== to) redraw();
    return value();
  };

  // A step to the next place, as one reads; false at the end.
  const step = (by = 1, quiet = false) => {
    const { rows, columns } = places(), here = place(), next = here.row * columns + here.column + by;
    if (next > rows * columns - 1 && here.row === rows - 1 && here.column === columns - 1) return false;
    const last = Math.min(next, rows * columns - 1);
    walkTo(Math.floor(last / columns), last % columns, quiet);
    return true;
  };
  const pause = () => {
    if (!walk) return;
    clearInterval(walk.timer);
    walk.ended();
    walk = null;
    change(place()); // what the sentence says comes with it
    redraw();
  };
  const play = (ended) => {
    const { rows, columns } = places(), here = place(), count = rows * columns;
    if (here.row === rows - 1 && here.column === columns - 1) go(0, 0, true);
    if (still()) { // nothing moves by itself: each press is a row
      step(columns);
      return;
    }
    const delay = Math.min(Math.max(8000 / count, 60), 350);
    const by = Math.max(1, Math.round((count * delay) / 15000));
    walk = { ended, timer: setInterval(() => step(by, true) || pause(), delay) };
  };

  const paddedImage = (p) => {
    const pixels = now("pixels"), [H, W] = pixels.shape, columns = W + 2 * p;
    const padded = new Float32Array((H + 2 * p) * columns);
    for (let row = 0; row < H; row++) padded.set(pixels.subarray(row * W, (row + 1) * W), (row + p) * columns + p);
    return { padded, rows: H + 2 * p, columns, H, W };
  };

  const draw = (context, width, theme) => {
    const p = now("padding"), stride = now("stride"), here = place(), shown = shownPlace();
    const { padded, rows, columns, H, W } = paddedImage(p);
    const gap = 24, half = (width - gap) / 2, room = high(width), output = scene().output, [outRows, outColumns] = output.shape;
    const image = boxIn(0, 22, half, room, rows, columns), answer = boxIn(half + gap, 22, half, room, outRows, outColumns);
    boxes = { image, answer };
    write(context, `${scene().title}, ${H} × ${W}${p && width >= 480 ? `, padding ${p}` : ""}`, 0, 10, { bold: true, colour: theme.ink, room: half });
    write(context, `output, ${outRows} × ${outColumns}`, half + gap, 10, { bold: true, colour: theme.ink, room: half });

    drawImage(context, half, room, shown, theme);

    const largest = largestOf(output), until = here.row * outColumns + here.column;
    paintArray(context, output, answer, signs(largest, theme));
    if (walk) { // what has not been visited yet is not there yet
      context.fillStyle = theme.paper;
      for (let at = until + 1; at < output.length; at++) {
        if (at % outColumns && at !== until + 1) continue;
        const first = at % outColumns, x = answer.x + first * answer.cell;
        context.fillRect(x, answer.y + Math.floor(at / outColumns) * answer.cell, answer.x + answer.width - x, answer.cell);
      }
    }
    gridLines(context, answer, theme.zero);
    outline(context, answer, theme.zero);
    frameCells(context, answer, shown.row, shown.column, 1, 1);

    let y = 22 + room + 14;
    for (const text of notes(width)) {
      write(context, text, 0, y, { size: 12, colour: theme.ink, room: width });
      y += 16;
    }
    const top = Math.min(here.row * stride, rows - 3), left = Math.min(here.column * stride, columns - 3);
    const pixels = Float32Array.from({ length: 9 }, (_, at) => padded[(top + Math.floor(at / 3)) * columns + left + (at % 3)]);
    const { kernel } = scene();
    const work = { pixels, kernel: kernel.numbers, kernelTexts: kernel.texts, title: "pixels" };
    const { bottom, sum } = windowAtWork(context, { x: 0, y, width }, work, theme);
    const said = `row ${here.row}, column ${here.column}: ${width < 480 ? "sum" : "the nine products add up to"} ${two(sum)}`;
    write(context, said, width / 2, bottom + 16, { size: 14, bold: true, align: "center", colour: theme.ink, room: width });
  };

  // The image with as much of its padding as has grown by now, and the window on it.
  const drawImage = (context, half, room, shown, theme) => {
    const grown = shownSetting("padding"), stride = shownSetting("stride"), whole = Math.ceil(grown);
    const { padded, rows, columns, H, W } = paddedImage(whole), hidden = whole - grown;
    const seen = boxIn(0, 22, half, room, rows - 2 * hidden, columns - 2 * hidden), { cell } = seen;
    const all = { ...seen, x: seen.x - hidden * cell, y: seen.y - hidden * cell, width: columns * cell, height: rows * cell, rows, columns };
    context.save();
    context.beginPath();
    context.rect(seen.x, seen.y, seen.width, seen.height);
    context.clip();
    paintArray(context, padded, all, greys());
    gridLines(context, all, theme.zero);
    context.restore();
    outline(context, seen, theme.zero);
    if (whole) {
      context.setLineDash([5, 3]);
      outline(context, { x: all.x + whole * cell, y: all.y + whole * cell, width: W * cell, height: H * cell }, "#56b4e9", 1.5);
      context.setLineDash([]);
    }
    const corner = (at) => at * stride + whole - now("padding"); // of the window, counted from the outermost padding
    frameCells(context, all, corner(shown.row), corner(shown.column), 3, 3);
  };

  // Whose function made the output, and where its size comes from.
  const notes = (width) => {
    const { whose, rows, columns } = scene(), stride = now("stride");
    const made = `The output is made by ${whose}.`;
    const moves = `Stride ${stride}: the window moves by ${stride === 1 ? "1 pixel" : `${stride} pixels`}.`;
    if (width < 480) return [made, moves, `${rows} rows`, `${columns} columns`];
    return [`${made} ${moves}`, `${rows} rows, ${columns} columns`];
  };
  const high = (width) => {
    const [H, W] = now("pixels").shape, p = now("padding"), { rows, columns } = places();
    return Math.min(((width - 24) / 2) * Math.max((H + 2 * p) / (W + 2 * p), rows / columns), 230);
  };
  return {
    draw,
    step: () => step(1),
    play,
    pause,
    playing: () => Boolean(walk),
    height: (width) => 22 + high(width) + 10 + 16 * notes(width).length + 22 + Math.min((width - 52) / 3, 150) + 32,
    image: () => boxes && { box: boxes.image, padding: now("padding") },
    hint: "Arrow keys move the window, Space plays, Enter makes one step.",
    point(x, y, { down }) {
      if (!boxes || (walk && !down)) return;
      pause();
      const { image, answer } = boxes, stride = now("stride");
      const out = cellAt(answer, x, y), seen = cellAt(image, x, y);
      glide = null;
      if (out) go(out.row, out.column);
      else if (seen) go(Math.round((seen.row - 1) / stride), Math.round((seen.column - 1) / stride));
    },
    key(event) {
      const { row, column } = place(), { rows, columns } = places();
      const moves = {
        ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column],
        Home: [0, 0], End: [rows - 1, columns - 1],
      };
      if (!moves[event.key]) return false;
      pause();
      walkTo(...moves[event.key]);
      return true;
    },
  };
}
