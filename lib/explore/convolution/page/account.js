// Where a unit's number comes from, under the maps: its windows, their products and sums, the bias, and ReLU.

// How high it is. Where the page is wide it is always the same, so that nothing jumps when a unit is opened.
function accountHeight(width, { unit, account }) {
  if (width >= 480) return 186;
  if (!unit) return 60;
  return account.windows.shape[0] > 1 ? 290 : 190;
}

// The channel'th window of an array of windows.
function windowOf(windows, channel) {
  const [, rows, columns] = windows.shape;
  return windows.subarray(channel * rows * columns, (channel + 1) * rows * columns);
}

function drawAccount(context, { x, y, width }, { unit, account, names }, theme) {
  const [layer, channel, row, column] = unit;
  const end = (text, at) => write(context, text, x + width / 2, at, { size: 14, bold: true, align: "center", colour: theme.ink, room: width });
  const { windows, kernels, sums, bias, before, value } = account;
  if (layer === "digits") {
    const bottom = drawChannels(context, { x, y, width }, windows, kernels, sums, theme, `the digit ${channel}: sixteen pooled maps × weights`);
    end(`sum ${two(before - bias)} + bias ${two(bias)} = ${two(before)}, softmax makes it ${two(value)}`, bottom + 18);
    return;
  }
  const place = `map ${channel + 1}, row ${row}, column ${column} of the ${names[layer]}`;
  if (!kernels) {
    write(context, `map ${channel + 1}, row ${row}, column ${column}: the largest of`, x + width / 2, y + 10, { align: "center", colour: theme.ink, room: width });
    const [, rows, columns] = windows.shape, box = boxIn(x, y + 24, width, 104, rows, columns);
    const colourOf = sizes(largestOf(windows) * 1.3);
    numberGrid(context, windows, box, colourOf, [...windows].map(two), theme);
    const winner = windows.indexOf(Math.max(...windows));
    frameCells(context, box, Math.floor(winner / columns), winner % columns, 1, 1);
    end(`the largest: ${two(value)}`, box.y + box.height + 20);
    return;
  }
  const relu = `${two(before)}, ReLU ${before < 0 ? "makes it 0" : `leaves ${two(value)}`}`;
  if (windows.shape[0] === 1) {
    const work = { pixels: windows, kernel: kernels, title: "pixels" };
    const { bottom, sum } = windowAtWork(context, { x, y, width, largest: 118 }, work, theme);
    end(`sum ${two(sum)} + bias ${two(bias)} = ${relu}`, bottom + 18);
  } else {
    const bottom = drawChannels(context, { x, y, width }, windows, kernels, sums, theme, `${place}: window × kernel, map by map`);
    end(`sum ${two(before - bias)} + bias ${two(bias)} = ${relu}`, bottom + 18);
  }
}

// For each map below: its window, what that is multiplied by, the products, and their sum.
function drawChannels(context, { x, y, width }, windows, kernels, sums, theme, title) {
  const [count, rows, columns] = windows.shape, across = width < 480 ? count / 2 : count, lines = count / across;
  const step = width / across, side = Math.min(step - 6, lines === 1 ? 34 : 30), products = Object.assign(windows.map((one, at) => one * kernels[at]), { shape: windows.shape });
  const colours = [sizes(largestOf(windows)), signs(largestOf(kernels), theme), signs(largestOf(products), theme)];
  write(context, title, x, y + 10, { colour: theme.ink, room: width });
  const high = 3 * (side + 3) + 18;
  for (let at = 0; at < count; at++) {
    const left = x + (at % across) * step + (step - side) / 2, top = y + 24 + Math.floor(at / across) * high;
    [windows, kernels, products].forEach((values, kind) => {
      const box = boxIn(left, top + kind * (side + 3), side, side, rows, columns);
      paintArray(context, windowOf(values, at), box, colours[kind]);
      outline(context, box, theme.zero, 0.7);
    });
    write(context, count > 8 ? sums[at].toFixed(1).replace("-", "−") : two(sums[at]), left + side / 2, top + 3 * (side + 3) + 8, { size: 12, align: "center", colour: theme.ink, room: step - 2 });
  }
  return y + 24 + lines * high - 2;
}
