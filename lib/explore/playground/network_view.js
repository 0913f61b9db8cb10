// The network under the hand: hovering, clicking and arrow keys; the field in which a weight is changed.

const NETWORK_KEYS =
  "The network. Arrow keys go from unit to weight and on. Enter changes a weight or bias, space switches a feature, " +
  "plus and minus add and take away units.";
const NARROW = 48, WIDE = 90; // px for a column with its buttons, and for one with the words beside them
const NETWORK_HINT = "Hover for numbers. Click a line or square to change it.";

// desk: what the playground's parts share. Returns {redraw, chosen, follow, stop}.
function networkIn(desk, element) {
  const place = made("div", { class: "pg-net" });
  element.append(place);
  const painter = mapPainter(), units = unitButtonsIn(desk, place);
  let places = null, chosen = null, hovered = null, at = null, focused = false;

  const stage = canvasIn(place, {
    label: NETWORK_KEYS,
    ratio: (width) => (width > 400 ? 392 : 330),
    draw(context, width, height) {
      const { scene } = desk;
      if (!scene) return;
      places = placesOf(scene, width, height);
      units.follow(scene, places);
      const theme = themeOf(canvas);
      drawNetwork(context, scene, places, {
        theme, painter, hovered, chosen: focused || field.open ? chosen : null, discretize: scene.settings.discretize,
      });
      if (hovered && at) desk.tip.show(canvas, at.x, at.y, linesOf(scene, hovered));
    },
  });
  const { canvas } = stage;
  canvas.setAttribute("role", "application");
  element.append(made("div", { class: "pg-hint" }, NETWORK_HINT));
  const field = fieldIn(desk, place, canvas);

  const select = (item) => {
    chosen = item;
    if (!item) return;
    desk.speak(spoken(desk.scene, item));
    if (item.kind === "weight" || item.kind === "bias")
      desk.line.ask({ kind: "look_weight", layer: item.layer, row: item.row, column: item.kind === "bias" ? -1 : item.column });
    desk.unit(item.kind === "unit" ? item : null);
    stage.redraw();
  };
  const use = (item) => {
    if (item.kind === "input") return desk.toggleFeature(item.row);
    const target = item.kind === "unit" ? { ...item, kind: "bias" } : item;
    field.openAt(target, spotOf(desk.scene, places, target));
    stage.redraw();
  };

  canvas.addEventListener("pointermove", (event) => {
    if (!places || !desk.scene) return;
    at = { x: event.offsetX, y: event.offsetY };
    const found = itemAt(desk.scene, places, at.x, at.y);
    if (!same(found, hovered)) desk.unit(found && found.kind === "unit" ? found : null);
    hovered = found;
    canvas.style.cursor = found ? "pointer" : "default";
    if (found) desk.tip.show(canvas, at.x, at.y, linesOf(desk.scene, found));
    else desk.tip.hide();
    stage.redraw();
  });
  canvas.addEventListener("pointerleave", () => {
    hovered = at = null;
    desk.tip.hide();
    desk.unit(null);
    stage.redraw();
  });
  canvas.addEventListener("click", (event) => {
    if (!places || !desk.scene) return;
    const found = itemAt(desk.scene, places, event.offsetX, event.offsetY);
    if (!found) return;
    select(found);
    if (found.kind !== "unit") use(found);
  });
  canvas.addEventListener("focus", () => {
    focused = true;
    select(stillThere(desk.scene, chosen) || { kind: "input", layer: -1, row: 0 });
  });
  canvas.addEventListener("blur", () => {
    focused = false;
    desk.unit(null);
    stage.redraw();
  });
  onKeys(canvas, (event) => {
    chosen = stillThere(desk.scene, chosen) || { kind: "input", layer: -1, row: 0 };
    const moved = neighbour(desk.scene, chosen, event.key);
    if (moved) select(moved);
    else if (event.key === "Enter") use(chosen);
    else if (event.key === " " && chosen.kind === "input") use(chosen);
    else if ((event.key === "+" || event.key === "-") && chosen.kind === "unit" && chosen.layer < desk.scene.layers.length - 1)
      desk.resize(chosen.layer, event.key === "+" ? 1 : -1);
    else return event.key === " ";
    return true;
  });

  return {
    redraw: stage.redraw,
    follow() {
      hovered = stillThere(desk.scene, hovered);
      chosen = stillThere(desk.scene, chosen);
    },
    stop: stage.stop,
  };
}

function spotOf(scene, places, item) {
  if (item.kind === "weight") {
    const { x0, y0, x1, y1 } = wireOf(scene, places, item);
    return { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
  }
  const box = boxOf(places, item);
  return { x: box.x, y: box.y + box.side };
}

// Left and right go from a unit to its weights and on to the unit at their other end; up and down stay among units, or
// among the weights at the end from which they were come upon.
function neighbour(scene, item, key) {
  const down = { ArrowDown: 1, ArrowUp: -1 }[key], across = { ArrowRight: 1, ArrowLeft: -1 }[key];
  const turn = (row, count) => (row + down + count) % count;
  const on = featuresOn(scene);
  if (item.kind === "bias") item = { ...item, kind: "unit" };
  if (item.kind === "weight") {
    const [rows, columns] = scene.layers[item.layer].weight.shape;
    if (across === 1) return { kind: "unit", layer: item.layer, row: item.row };
    if (across === -1 && item.layer === 0) return { kind: "input", layer: -1, row: on[item.column] };
    if (across === -1) return { kind: "unit", layer: item.layer - 1, row: item.column };
    if (down && item.ahead) return { ...item, row: turn(item.row, rows) };
    if (down) return { ...item, column: turn(item.column, columns) };
    return null;
  }
  const count = item.kind === "input" ? scene.inputs.length : scene.layers[item.layer].bias.length;
  if (down) return { ...item, row: turn(item.row, count) };
  if (across === -1 && item.kind === "unit") return { kind: "weight", layer: item.layer, row: item.row, column: 0, ahead: false };
  if (across === 1 && item.layer < scene.layers.length - 1) {
    const column = item.kind === "input" ? on.indexOf(item.row) : item.row;
    return column < 0 ? item : { kind: "weight", layer: item.layer + 1, row: 0, column, ahead: true };
  }
  return across ? item : null;
}

// The field in which a weight or bias is changed: Enter sets it, Escape leaves it as it was.
function fieldIn(desk, place, canvas) {
  const input = made("input", { type: "text", class: "pg-edit", inputmode: "decimal", hidden: true, size: "8" });
  place.append(input);
  const own = {
    open: null,
    openAt(item, spot) {
      own.open = item;
      input.hidden = false;
      input.setAttribute("aria-label", nameOf(desk.scene, item));
      input.value = String(Number(valueOf(desk.scene, item).toPrecision(4)));
      input.style.left = `${Math.max(0, Math.min(spot.x - 36, place.clientWidth - 84))}px`;
      input.style.top = `${spot.y + 8}px`;
      desk.tip.hide();
      input.focus();
      input.select();
    },
  };
  const close = (back) => {
    own.open = null;
    input.hidden = true;
    if (back) canvas.focus();
  };
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close(true);
  });
  onKeys(input, () => {
    const text = input.value.trim().replace("−", "-"), value = Number(text);
    if (text === "" || !Number.isFinite(value)) {
      desk.complain(`"${input.value}" is not a number. Write one such as 0.5 or -2, with a point.`);
      return true;
    }
    const { kind, layer, row, column } = own.open;
    desk.complain("");
    desk.line.ask({ kind: "edit", layer, row, column: kind === "bias" ? -1 : column, value });
    desk.speak(`${nameOf(desk.scene, own.open)} is now ${short(value)}.`);
    close(true);
    return true;
  });
  input.addEventListener("blur", () => own.open && close(false));
  return own;
}

// The buttons above the layers: one tab stop, arrows inside.
function unitButtonsIn(desk, place) {
  const bar = made("div", { class: "pg-units", role: "toolbar", "aria-label": "Layers and units" });
  place.append(bar);
  const button = (text, label, act) => made("button", { type: "button", "aria-label": label, title: label, onclick: act, tabindex: "-1" }, text);
  const layers = made("span", { class: "pg-layers" });
  const fewer = button("−", "Take away the last hidden layer", () => desk.setLayers(-1));
  const more = button("+", "Add a hidden layer", () => desk.setLayers(1));
  const amount = made("span", { class: "pg-amount" });
  layers.append(made("span", {}, "layers"), fewer, amount, more);
  bar.append(layers);
  let groups = [], shape = "";
  const stops = () => [...bar.querySelectorAll("button")];
  onKeys(bar, (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return false;
    const all = stops(), next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    all.forEach((one) => (one.tabIndex = one === next ? 0 : -1));
    next.focus();
    return true;
  });
  return {
    follow(scene, places) {
      const hidden = scene.settings.layers, xs = places.columns.map((column) => Math.round(column[0].x));
      const seen = `${hidden}/${xs}`;
      if (seen === shape) return;
      shape = seen;
      place.style.minWidth = `${LABELS + NARROW * xs.length}px`; // narrower than that, it is scrolled
      bar.classList.toggle("pg-tight", xs[1] - xs[0] < WIDE);
      while (groups.length > hidden.length) groups.pop().remove();
      while (groups.length < hidden.length) {
        const layer = groups.length;
        const group = made("span", { class: "pg-group" },
          button("−", `Take a unit from layer ${layer + 1}`, () => desk.resize(layer, -1)), made("span"),
          button("+", `Add a unit to layer ${layer + 1}`, () => desk.resize(layer, 1)));
        groups.push(group);
        bar.append(group);
      }
      write(amount, String(hidden.length));
      groups.forEach((group, layer) => {
        write(group.children[1], String(hidden[layer]));
        group.style.left = `${places.columns[layer + 1][0].x}px`;
      });
      const all = stops();
      if (!all.some((one) => one.tabIndex === 0)) all[0].tabIndex = 0;
    },
  };
}
