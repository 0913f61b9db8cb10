// The trained network from the image to the digits, layer by layer; each number can be asked where it comes from.

const IMAGE = 88; // pixels high
const LAYERS = ["first", "pooled", "second", "last"];

function mapsView({ scene, now, change, redraw }) {
  let areas = [], image = null, over = null;

  const chosen = () => scene().unit;
  // How many maps stand in a row, and how large one is.
  const layout = (width) => {
    const few = width < 480, [H, W] = scene().pixels.shape, [, rows, columns] = scene().layers.second.shape;
    const size = (count, widest, gap) => Math.min((width - (count - 1) * gap) / count, widest);
    const first = few ? 4 : 8, second = few ? 8 : 16;
    const one = size(first, 56, 6), other = size(second, 44, 4);
    const layers = [
      { name: "first", count: 8, across: first, step: width / first, wide: one, tall: one * Math.min(H / W, 1.2) },
      { name: "pooled", count: 8, across: first, step: width / first, wide: one * 0.6, tall: one * 0.6 * Math.min(H / W, 1.2) },
      { name: "second", count: 16, across: second, step: width / second, wide: other, tall: other * Math.min(rows / columns, 1.2) },
      { name: "last", count: 16, across: second, step: width / second, wide: other * 0.6, tall: other * 0.6 * Math.min(rows / columns, 1.2) },
    ];
    let y = 24 + IMAGE + 8;
    for (const layer of layers) {
      layer.y = y + 17;
      y += 17 + (layer.tall + 4) * Math.ceil(layer.count / layer.across) + 1;
    }
    return { layers, account: y + 4, height: y + 4 + accountHeight(width, scene()) };
  };

  const drawDigits = (context, left, width, theme) => {
    const p = scene().probabilities, top = 24, tall = IMAGE - 18, step = width / 10;
    const best = p ? p.indexOf(Math.max(...p)) : -1;
    write(context, p ? `reads ${best} (${two(p[best])})` : "no digit: not 8 × 8", left, 10, { bold: true, colour: theme.ink, room: width });
    for (let digit = 0; digit < 10; digit++) {
      const box = { x: left + digit * step + 2, y: top, width: step - 4, height: tall + 18, rows: 1, columns: 1, cell: tall + 18 };
      const high = p ? Math.max(p[digit] * tall, 1) : 0;
      context.fillStyle = theme.grid;
      context.fillRect(box.x, top + tall, box.width, 1);
      context.fillStyle = digit === best ? theme.positive : theme.zero;
      context.fillRect(box.x, top + tall - high, box.width, high);
      write(context, String(digit), box.x + box.width / 2, top + tall + 10, { size: 12, align: "center", colour: theme.ink, bold: digit === best });
      if (p) areas.push({ layer: "digits", channel: digit, box, whole: true });
      const unit = chosen();
      if (unit && unit[0] === "digits" && unit[1] === digit) outline(context, box, theme.ink, 2);
    }
  };

  // Which of a layer's maps the chosen unit sees, and what of them.
  const seenOf = (layer) => {
    const unit = chosen(), field = unit && scene().fields[layer];
    if (!field) return null;
    const above = { first: "pooled", second: "last" }[layer]; // pooling looks into one map only
    return { field, channel: above === unit[0] ? unit[1] : null };
  };

  const draw = (context, width, theme) => {
    areas = [];
    const { layers, account } = layout(width), pixels = now("pixels"), [H, W] = pixels.shape;
    image = boxIn(0, 24, Math.min(IMAGE * Math.max(W / H, 1), width * 0.4), IMAGE, H, W);
    image.x = 0;
    write(context, `${scene().title}, ${H} × ${W}`, 0, 10, { bold: true, colour: theme.ink, room: width * 0.45 });
    paintArray(context, pixels, image, greys());
    gridLines(context, image, theme.zero);
    outline(context, image, theme.zero);
    const field = chosen() && scene().fields.image;
    if (field) frameCells(context, image, field[0], field[1], field[2] - field[0] + 1, field[3] - field[1] + 1);
    drawDigits(context, Math.max(image.width + 24, width * 0.4), width - Math.max(image.width + 24, width * 0.4), theme);

    for (const { name, count, across, step, wide, tall, y } of layers) {
      const maps = scene().layers[name], [, rows, columns] = maps.shape, largest = largestOf(maps), seen = seenOf(name);
      let title = `${scene().names[name]}: ${count} maps of ${rows} × ${columns}, 0 to ${two(largest)}`;
      if (over && over.layer === name) title = `map ${over.channel + 1}, row ${over.row}, column ${over.column}: ${two(maps[(over.channel * rows + over.row) * columns + over.column])}`;
      write(context, title, 0, y - 9, { size: 12, colour: theme.ink, bold: Boolean(over && over.layer === name), room: width });
      for (let channel = 0; channel < count; channel++) {
        const left = (channel % across) * step + (step - wide) / 2, top = y + Math.floor(channel / across) * (tall + 4);
        const box = boxIn(left, top, wide, tall, rows, columns);
        paintArray(context, maps, box, sizes(largest), channel * rows * columns);
        areas.push({ layer: name, channel, box });
        if (seen && (seen.channel === null || seen.channel === channel)) {
          const [from, start, to, end] = seen.field;
          frameCells(context, box, from, start, to - from + 1, end - start + 1, true);
        }
        const unit = chosen();
        if (unit && unit[0] === name && unit[1] === channel) frameCells(context, box, unit[2], unit[3], 1, 1);
        if (over && over.layer === name && over.channel === channel) frameCells(context, box, over.row, over.column, 1, 1, true);
      }
    }
    if (chosen()) drawAccount(context, { x: 0, y: account, width }, scene(), theme);
    else writeLines(context, "Click a number in a map, or a digit: its frames show what it sees, and here stands where it comes from.", 0, account + 14, width, { colour: theme.ink });
  };

  const unitAt = (x, y) => {
    for (const area of areas) {
      const { box, layer, channel } = area;
      if (x < box.x || y < box.y || x >= box.x + box.width || y >= box.y + box.height) continue;
      return { layer, channel, ...(area.whole ? { row: 0, column: 0 } : cellAt(box, x, y)) };
    }
    return null;
  };
  const open = ({ layer, channel, row, column }) => change({ unit: [layer, channel, row, column] });
  const same = (unit, { layer, channel, row, column }) => unit && [layer, channel, row, column].join() === [...unit].join();

  return {
    draw,
    height: (width) => layout(width).height,
    image: () => image && { box: image, padding: 0 },
    pause() {},
    playing: () => false,
    opened: () => Boolean(chosen()),
    close: () => change({ unit: null }),
    hint: "Arrow keys open a unit and move in its map, Page Up and Page Down go from map to map, Shift with up and down from layer to layer, Backspace closes.",
    point(x, y, { down, started }) {
      const unit = unitAt(x, y), before = over;
      over = unit && unit.layer !== "digits" ? unit : null;
      if (started && unit) {
        if (same(chosen(), unit)) change({ unit: null });
        else open(unit);
      } else if (down && unit && unit.layer !== "digits") {
        open(unit);
      }
      if (JSON.stringify(before) !== JSON.stringify(over)) redraw();
    },
    key(event) {
      const unit = chosen(), order = [...LAYERS, "digits"];
      if (event.key === "Backspace" || event.key === "Delete") {
        if (unit) change({ unit: null });
        return true;
      }
      if (!event.key.startsWith("Arrow") && !event.key.startsWith("Page")) return false;
      let [layer, channel, row, column] = unit || ["first", 0, 0, -1];
      const arrow = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!unit) [row, column] = [0, 0];
      else if (event.shiftKey && arrow && arrow[0]) {
        layer = order[Math.min(Math.max(order.indexOf(layer) + arrow[0], 0), order.length - 1)];
        if (layer === "digits" && !scene().probabilities) layer = "last";
      } else if (event.key.startsWith("Page")) channel += event.key === "PageUp" ? -1 : 1;
      else if (layer === "digits") channel += arrow[0] + arrow[1];
      else [row, column] = [row + arrow[0], column + arrow[1]];
      const [count, rows, columns] = layer === "digits" ? [10, 1, 1] : scene().layers[layer].shape;
      const within = (value, size) => Math.min(Math.max(value, 0), size - 1);
      open({ layer, channel: within(channel, count), row: within(row, rows), column: within(column, columns) });
      return true;
    },
  };
}
