// The plane: what the network says at each place, the points it learns from and is tested on, and the learner's own.

const PLANE_KEYS =
  "The plane of x1 and x2. Arrow keys move a cursor, Shift moves it further, space puts a point or looks at the " +
  "nearest one, Delete removes the nearest one, c changes the class.";
const TOOLS = [
  { name: "look", says: "A click looks at the nearest point." },
  { name: "blue", mark: "■", target: 1, says: "A click or a drag puts blue points, with Alt or the right button orange ones." },
  { name: "orange", mark: "●", target: 0, says: "A click or a drag puts orange points, with Alt or the right button blue ones." },
  { name: "erase", says: "A click removes the nearest point." },
];
const BETWEEN = 14; // px from one painted point to the next

function planeIn(desk, element) {
  const painter = mapPainter(), points = pointLayer();
  const caption = made("div", { class: "pg-caption" });
  element.append(caption);
  let tool = TOOLS[0], cursor = null, at = null, unit = null, fresh = [], dragged = null, focused = false;

  const stage = canvasIn(element, {
    label: PLANE_KEYS,
    ratio: 1,
    draw(context, width) {
      const { scene } = desk;
      if (!scene) return;
      const theme = themeOf(canvas), box = { x: 0, y: 0, side: width };
      const layer = unit && scene.layers[unit.layer], hidden = layer && layer.maps && unit.layer < scene.layers.length - 1;
      const map = hidden ? layer.maps : scene.output.map, size = map.shape[map.shape.length - 1];
      painter.paint(context, theme, map, hidden ? unit.row * size * size : 0, size, hidden ? { reach: largest(map) || 1 } : outputColours(scene), box, {
        strength: 0.62, discretize: scene.settings.discretize, smooth: !scene.settings.discretize && !hidden,
      });
      drawAxes(context, scene, theme, width);
      points.draw(context, scene, theme, width, fresh);
      if (scene.step) ring(context, theme, spot(scene, width, [scene.step.x1, scene.step.x2]), 9);
      if (focused && cursor) cross(context, theme, spot(scene, width, cursor));
      if (at) showTip();
      write(caption, hidden ? `what ${unitName(scene, unit)} says` : "what the network says");
    },
  });
  const { canvas } = stage;
  canvas.setAttribute("role", "application");
  canvas.style.touchAction = "pan-y";
  const choose = toolsIn(element, (chosen) => {
    tool = chosen;
    canvas.style.touchAction = tool.target === undefined ? "pan-y" : "none"; // a finger that paints does not scroll
    desk.speak(tool.says);
  });

  const plain = (event) => toPlane(desk.scene, canvas.clientWidth, event.offsetX, event.offsetY);
  const nearest = (place) => nearestPoint(desk.scene, place);
  const otherClass = (target) => 1 - target;
  const put = (place, target) => {
    if (desk.scene.task === "regression") target = 2 * target - 1;
    fresh.push([...place, target]);
    desk.line.ask({ kind: "add", points: [[...place, target]] }, (older, newer) => ({ ...newer, points: [...older.points, ...newer.points] }));
    stage.redraw();
  };
  const erase = (place) => {
    const found = nearest(place);
    if (found < 0) return;
    const [x1, x2] = pointAt(desk.scene, found);
    desk.line.ask({ kind: "erase", x1, x2 });
    desk.speak("The nearest point is removed.");
  };
  const look = (place) => {
    const found = nearest(place);
    if (found < 0) return;
    desk.line.ask({ kind: "look", example: found });
    desk.speak(pointLines(desk.scene, found).join(", "));
  };
  const use = (place, other) => {
    if (tool.name === "look") return look(place);
    if (tool.name === "erase") return erase(place);
    put(place, other ? otherClass(tool.target) : tool.target);
  };
  // A page that is busy hears of a fast hand only here and there: the way between is filled.
  const drag = () => {
    const length = Math.hypot(at.x - dragged.x, at.y - dragged.y);
    const step = [(at.x - dragged.x) / length, (at.y - dragged.y) / length].map((part) => part * BETWEEN);
    for (let left = length; left >= BETWEEN; left -= BETWEEN) {
      dragged = { ...dragged, x: dragged.x + step[0], y: dragged.y + step[1] };
      put(toPlane(desk.scene, canvas.clientWidth, dragged.x, dragged.y), dragged.other ? otherClass(tool.target) : tool.target);
    }
  };
  const showTip = () => {
    const { scene } = desk, place = toPlane(scene, canvas.clientWidth, at.x, at.y), found = nearest(place);
    const close = found >= 0 && Math.hypot(...away(scene, canvas.clientWidth, found, at)) < 10;
    const here = [`x1 ${short(place[0])}`, `x2 ${short(place[1])}`, `${sayer(scene)} ${short(valueAt(scene, place))}`];
    const lines = close ? pointLines(scene, found) : here;
    desk.tip.show(canvas, at.x, at.y, lines);
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (!desk.scene || event.button === 1) return;
    const other = event.altKey || event.button === 2;
    use(plain(event), other);
    if (tool.target === undefined) return;
    dragged = { x: event.offsetX, y: event.offsetY, other };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!desk.scene) return;
    at = { x: event.offsetX, y: event.offsetY };
    if (dragged) drag();
    showTip();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (dragged = null));
  canvas.addEventListener("pointerleave", () => {
    at = null;
    desk.tip.hide();
  });
  canvas.addEventListener("contextmenu", (event) => {
    if (tool.target === undefined) return;
    event.preventDefault();
    event.stopPropagation(); // JupyterLab opens its own menu otherwise
  });
  canvas.addEventListener("focus", () => {
    focused = canvas.matches(":focus-visible");
    cursor ||= [0, 0];
    stage.redraw();
  });
  canvas.addEventListener("blur", () => {
    focused = false;
    stage.redraw();
  });
  onKeys(canvas, (event) => {
    const [x, y] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key] || [0, 0];
    cursor ||= [0, 0];
    focused = true;
    if (x || y) {
      const [low, high] = desk.scene.limits, step = ((high - low) / 48) * (event.shiftKey ? 6 : 1);
      cursor = [cursor[0] + x * step, cursor[1] + y * step].map((one) => Math.max(low, Math.min(high, one)));
      desk.speak(`x1 ${short(cursor[0])}, x2 ${short(cursor[1])}, ${sayer(desk.scene)} ${short(valueAt(desk.scene, cursor))}.`);
    } else if (event.key === " " || event.key === "Enter") {
      use(cursor, false);
      if (tool.target !== undefined) desk.speak(`A ${tool.name} point is put at x1 ${short(cursor[0])}, x2 ${short(cursor[1])}.`);
    } else if (event.key === "Delete" || event.key === "Backspace") erase(cursor);
    else if (event.key === "c" || event.key === "C") choose(TOOLS[tool.target === 1 ? 2 : 1]);
    else return false;
    stage.redraw();
    return true;
  });

  return {
    redraw: stage.redraw,
    showUnit(item) {
      if (same(unit, item)) return;
      unit = item;
      stage.redraw();
    },
    // Points that the kernel has are drawn from the scene; those on their way stay.
    follow() {
      fresh = fresh.filter((one) => (one.seen = (one.seen || 0) + 1) < 6 && !has(desk.scene, one));
      unit = stillThere(desk.scene, unit);
    },
    stop: stage.stop,
  };
}

// Radio buttons: one tab stop, and the browser's own arrow keys.
function toolsIn(element, use) {
  const set = made("fieldset", { class: "pg-tools" }, made("legend", {}, "click to"));
  const group = `pg-tool-${Math.random().toString(36).slice(2)}`;
  const radios = TOOLS.map((tool) => {
    const radio = made("input", { type: "radio", name: group, value: tool.name, onchange: () => use(tool) });
    const mark = made("span", { class: `pg-tool-${tool.name}`, hidden: !tool.mark }, tool.mark || "");
    set.append(made("label", { title: tool.says }, radio, mark, tool.name));
    return radio;
  });
  radios[0].checked = true;
  element.append(set);
  return (tool) => {
    radios[TOOLS.indexOf(tool)].checked = true;
    use(tool);
  };
}
