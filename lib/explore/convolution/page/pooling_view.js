// An image that is shifted, what pooling makes of it, and how much of the shift is left.

function poolingView({ scene, now, change }) {
  let image = null, grip = null;
  const shifts = () => scene().options.shift;
  const shiftTo = (shift) => {
    const to = Math.min(Math.max(shift, 0), shifts()[shifts().length - 1]);
    if (to !== now("shift")) change({ shift: to });
  };
  const layout = (width) => {
    const few = width < 480, gap = 14, left = few ? width : Math.min(width * 0.36, 230);
    const from = few ? 0 : left + 22, part = (width - from - 2 * gap) / 3, flat = Math.min(scene().shifted.shape[0] / scene().shifted.shape[1], 1.2);
    const high = Math.min(left * flat, 230), tall = part * flat + 54;
    const below = 24 + high + 14, pools = few ? below : 0;
    const changes = few ? below + 2 * tall : below;
    return { few, left, from, part, gap, high, tall, pools, changes, height: Math.max(changes + 190, pools + 2 * tall) };
  };

  const drawPools = (context, y, { from, part, gap }, name, whose, [before, after], theme) => {
    const [rows, columns] = before.shape;
    const differences = Float32Array.from(before, (one, at) => after[at] - one);
    write(context, `${name} by ${whose}`, from, y + 10, { bold: true, colour: theme.ink, room: 3 * part + 2 * gap });
    const shown = [["before", before, greys()], ["shifted", after, greys()], ["difference", differences, signs(1, theme)]];
    shown.forEach(([label, values, colourOf], at) => {
      const box = boxIn(from + at * (part + gap), y + 42, part, part * 1.2, rows, columns);
      write(context, label, box.x, y + 30, { size: 12, colour: theme.ink, room: part });
      paintArray(context, values, box, colourOf);
      gridLines(context, box, theme.zero);
      outline(context, box, theme.zero);
    });
  };

  const drawChanges = (context, x, y, width, theme) => {
    const lines = [
      { name: "pixels", colour: theme.ink, dash: [], values: scene().changes.pixels },
      { name: "max pool", colour: theme.positive, dash: [6, 3], values: scene().changes["max pool"] },
      { name: "average pool", colour: theme.negative, dash: [2, 3], values: scene().changes["average pool"] },
    ];
    const top = Math.ceil(Math.max(0.5, ...lines.map(({ values }) => largestOf(values))) * 2) / 2, count = shifts().length;
    const box = { x: x + 38, y: y + 70, width: width - 48, height: 84 };
    const across = (shift) => box.x + (shift / (count - 1)) * box.width, up = (value) => box.y + box.height * (1 - value / top);
    write(context, "change, as a part of the size", x, y + 10, { bold: true, colour: theme.ink, room: width });
    outline(context, box, theme.grid);
    for (const value of [0, top / 2, top]) write(context, two(value), box.x - 4, up(value), { size: 11, align: "right", colour: theme.ink });
    for (const shift of shifts()) write(context, String(shift), across(shift), box.y + box.height + 11, { size: 11, align: "center", colour: theme.ink });
    write(context, "shift (pixels)", box.x + box.width / 2, box.y + box.height + 26, { size: 12, align: "center", colour: theme.ink });
    context.strokeStyle = theme.zero;
    context.lineWidth = 1;
    context.strokeRect(across(now("shift")), box.y, 0, box.height);
    lines.forEach(({ name, colour, dash, values }, at) => {
      context.setLineDash(dash);
      context.strokeStyle = colour;
      context.lineWidth = 2;
      context.beginPath();
      values.forEach((value, shift) => context.lineTo(across(shift), up(value)));
      context.moveTo(x, y + 28 + 13 * at);
      context.lineTo(x + 24, y + 28 + 13 * at);
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = colour;
      values.forEach((value, shift) => context.fillRect(across(shift) - 2.5, up(value) - 2.5, 5, 5));
      write(context, `${name}: ${Math.round(100 * values[now("shift")])} % now`, x + 30, y + 28 + 13 * at, { size: 12, colour, room: width - 30 });
    });
  };

  return {
    draw(context, width, theme) {
      const place = layout(width), shifted = scene().shifted, [rows, columns] = shifted.shape, pool = now("pool");
      image = boxIn(0, 24, place.left, place.high, rows, columns);
      if (!place.few) image.x = 0;
      write(context, `${scene().title}, shifted by ${now("shift")}`, 0, 10, { bold: true, colour: theme.ink, room: place.left });
      paintArray(context, shifted, image, greys());
      outline(context, image, theme.zero);
      const whole = { ...image, rows: Math.floor(rows / pool) * pool, columns: Math.floor(columns / pool) * pool };
      Object.assign(whole, { width: whole.columns * image.cell, height: whole.rows * image.cell });
      gridLines(context, whole, "#56b4e9", pool);
      outline(context, whole, "#56b4e9", 0.8);
      const lower = place.pools + place.tall;
      drawPools(context, place.pools, place, `max pool ${pool} × ${pool}`, scene().whose.largest, scene().largest, theme);
      drawPools(context, lower, place, `average pool ${pool} × ${pool}`, scene().whose.mean, scene().mean, theme);
      drawChanges(context, 0, place.changes, place.left, theme);
    },
    height: (width) => layout(width).height,
    image: () => null,
    pause() {},
    playing: () => false,
    hint: "Left and right arrow keys shift the image, up and down change the pooling window.",
    point(x, y, { down, started }) {
      if (started) grip = image && cellAt(image, x, y) ? { x, shift: now("shift") } : null;
      if (down && grip) shiftTo(grip.shift + Math.round((x - grip.x) / Math.max(image.cell, 6)));
    },
    key(event) {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key], larger = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (by) shiftTo(now("shift") + by);
      const pools = scene().options.pool, pool = now("pool") + (larger || 0);
      if (larger && pools.includes(pool)) change({ pool });
      return Boolean(by || larger);
    },
  };
}
