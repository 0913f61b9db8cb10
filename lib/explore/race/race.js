// The race: the landscape and its controls side by side, on one line to the kernel.

const STEPS_A_SECOND = 25;
const LEAP = 10; // steps at each press of Play where nothing may move by itself

function render({ model, el }) {
  const root = made("div", { class: "layerwise layerwise-race" });
  const grid = root.appendChild(made("div", { class: "layerwise-race-grid" }));
  const place = (name) => grid.appendChild(made("div", { class: `layerwise-race-${name}` }));
  el.append(root);

  const race = {
    once: model.get("once"),
    ground: { ...model.get("ground"), serial: 0 },
    scene: null,
    runs: [],
    step: model.get("once").steps,
    theme: themeOf(el),
    dragged: null, // where the hand has the start, ahead of the kernel's answer
    start: () => race.dragged || (race.scene ? [race.scene.settings.x, race.scene.settings.y] : race.ground.usual),
    runner: (name) => race.once.runners.find((runner) => runner.name === name),
  };
  const fields = {};
  const ask = (name, settings) => line.ask({ kind: name, settings });
  const askFor = (name) => (text) => ask(name, { [name]: text });

  const ground = groundIn(place("ground"), race, { ask, askFor, fields });
  const plane = planeIn(place("plane"), race, {
    moved(x, y) {
      race.dragged = [x, y];
      ask("start", { x, y });
      plane.redraw(); // at once; the ways, the values and the fields follow with the answer
    },
    play: () => player.toggle(),
  });
  const player = playerIn(place("player"), race, { stepped: () => (redraw(), rows.step()) });
  const side = place("side"), beside = (name) => side.appendChild(made("div", { class: `layerwise-race-${name}` }));
  const rows = rowsIn(beside("rows"), race, { ask, fields });
  const curves = curvesIn(place("curves"), race, { scrub: (step) => player.go(step) });
  const hyper = beside("hyper");
  for (const one of race.once.hyper) {
    const field = numberField({ label: `${one.label} ${one.whose}`, stops: one.stops, ask: askFor(one.name) });
    fields[one.name] = field;
    hyper.append(made("div", { title: `${one.label} ${one.whose}` }, made("span", { "aria-hidden": "true" }, one.label), field.element));
  }
  const notice = noticeIn(place("notice"));

  const redraw = () => {
    plane.redraw();
    curves.redraw();
  };
  const describe = () => plane.canvas.setAttribute("aria-label",
    `${model.get("alt")} The arrow keys move the start, with Shift ten times as far; Home is the usual start, Space plays.`);
  const show = (scene, complaint) => {
    race.scene = scene;
    race.runs = scene.runs;
    const { x, y } = scene.settings;
    const there = race.dragged && Math.hypot(x - race.dragged[0], y - race.dragged[1]) < 1e-9;
    if (complaint || scene.asked !== "start" || (there && !plane.dragging())) race.dragged = null;
    if (complaint && fields[scene.asked]) fields[scene.asked].refuse();
    const all = ["usual", "landscape"].includes(scene.asked); // these set every field
    for (const [name, field] of Object.entries(fields)) {
      const its = scene.asked === name || (scene.asked === "start" && (name === "x" || name === "y"));
      field.show(scene.settings[name], !complaint && (all || its));
    }
    notice.complain(complaint);
    ground.show();
    rows.show();
    redraw();
  };
  const line = lineTo(model, { show, mute: notice.silent });

  const onGround = () => {
    race.ground = { ...model.get("ground"), serial: race.ground.serial + 1 };
    race.dragged = null;
    redraw();
  };
  model.on("change:ground", onGround);
  model.on("change:alt", describe);
  describe();
  const dress = () => {
    race.theme = themeOf(root);
    rows.theme(race.theme.dark);
    redraw();
  };
  dress();
  const stopTheme = onTheme(root, dress);
  return () => {
    model.off("change:ground", onGround);
    model.off("change:alt", describe);
    for (const part of [plane, curves, player, line]) part.stop();
    stopTheme();
  };
}

// Which landscape: one of the course's, or a formula with the limits of its picture; and where the race starts.
function groundIn(element, race, { ask, askFor, fields }) {
  const { own, landscapes } = race.once;
  const list = listField({ label: "landscape", options: landscapes, ask: askFor("landscape") });
  fields.landscape = list;
  const usual = made("button", { type: "button", title: "The start, the rates and the rest as this landscape begins" }, "usual settings");
  usual.addEventListener("click", () => ask("usual", {}));
  const labelled = (text, ...parts) => made("span", { class: "layerwise-labelled" }, made("span", { "aria-hidden": "true" }, text), ...parts);
  const number = (name, label) => {
    fields[name] = numberField({ label, step: () => (name.length === 1 ? race.ground.step : 0.5), ask: askFor(name) });
    return fields[name].element;
  };
  const first = made("div", {}, labelled("landscape", list.element), labelled("start", number("x", "start x"), number("y", "start y")), usual);
  const formula = textField({ label: "f(x, y), the height", hint: "Numbers, x, y, + - * / ** and functions such as sin, exp, sqrt", ask: askFor("formula") });
  formula.input.className = "layerwise-formula";
  fields.formula = formula;
  const mine = made("div", { class: "layerwise-own" },
    labelled("f(x, y) =", formula.input),
    labelled("x from", number("x_low", "left end of x"), "to", number("x_high", "right end of x")),
    labelled("y from", number("y_low", "lower end of y"), "to", number("y_high", "upper end of y")),
    made("span", { class: "layerwise-small" }, "Its gradient is worked out from the formula by the chain rule."));
  element.append(first, mine);
  return { show: () => (mine.hidden = race.scene.settings.landscape !== own) };
}

// Play, pause, and a slider over the steps. All of it happens in the page.
function playerIn(element, race, { stepped }) {
  const steps = race.once.steps;
  const button = made("button", { type: "button" }, "Play");
  const slider = made("input", { type: "range", min: 0, max: steps, step: 1, "aria-label": "step" });
  const says = made("span", { class: "layerwise-step" });
  element.append(button, slider, says);
  let playing = 0, since = 0, from = 0;
  const show = () => {
    slider.value = race.step;
    slider.setAttribute("aria-valuetext", `step ${race.step} of ${steps}`);
    says.textContent = `step ${race.step} of ${steps}`;
  };
  const to = (step) => {
    race.step = step;
    show();
    stepped();
  };
  const pause = () => {
    cancelAnimationFrame(playing);
    playing = 0;
    button.textContent = "Play";
  };
  const frame = (now) => {
    since = since || now;
    const step = Math.min(steps, from + Math.floor(((now - since) * STEPS_A_SECOND) / 1000));
    if (step !== race.step) to(step);
    if (step < steps) playing = requestAnimationFrame(frame);
    else pause();
  };
  const toggle = () => {
    if (playing) return pause();
    if (still()) return to(Math.min(steps, (race.step < steps ? race.step : 0) + LEAP));
    from = race.step < steps ? race.step : 0;
    since = 0;
    button.textContent = "Pause";
    to(from);
    playing = requestAnimationFrame(frame);
  };
  const go = (step) => {
    pause();
    to(step);
  };
  button.addEventListener("click", toggle);
  slider.addEventListener("input", () => go(Number(slider.value)));
  show();
  return { toggle, go, stop: pause };
}

export default { render };
