// The settings in the page: data at the left, the network's parts above, and the bar that runs it all.

const PERCENT = (value) => `${Math.round(100 * value)} %`;

// What is learned from.
function dataIn(desk, element) {
  const { set } = desk;
  const data = dataSetsIn(desk, element, (value) => set({ dataset: value }));
  const noise = stopsIn(element, "noise", "noise", (value) => set({ noise: value }), short);
  const share = stopsIn(element, "share", "train on", (value) => set({ share: value }), PERCENT);
  const batch = stopsIn(element, "batch_size", "batch size", (value) => set({ batch_size: value }));
  const seed = made("input", { type: "number", min: "0", step: "1", "data-setting": "seed" });
  const newSeed = () => {
    const value = Number(seed.value);
    if (!Number.isInteger(value) || value < 0 || seed.value === "")
      return desk.complain(`"${seed.value}" cannot be a seed: it is a whole number from 0 on.`);
    desk.complain("");
    set({ seed: value });
  };
  seed.addEventListener("change", newSeed);
  const another = made("button", { type: "button", "aria-label": "another seed", title: "another seed", onclick: () => {
    seed.value = String((Number(seed.value) || 0) + 1);
    newSeed();
  } }, "+1");
  element.append(made("div", { class: "pg-control pg-seed" }, made("label", {}, "seed ", seed), another));
  const clear = made("button", { type: "button", onclick: () => desk.line.ask({ kind: "points", points: [] }) }, "clear my points");
  element.append(clear);
  const discretize = switchIn(element, "discretize", "two colours", (value) => set({ discretize: value }));
  const showTest = switchIn(element, "show_test", "test points", (value) => desk.showTest(value));
  // Two parts for which there is nothing else to set.
  const fixed = ["Linear", "cross_entropy"].map((part) => {
    const block = made("div", { class: "pg-control" }, made("span", { class: "pg-fixed" }, `${part}:`));
    element.append(block);
    return { block, part, whose: whoseIn(block, desk, () => part) };
  });
  return (scene, wished) => {
    const { choices } = scene;
    data.follow(choices.dataset, wished.dataset);
    noise.follow(choices.noise, wished.noise);
    share.follow(choices.share, wished.share);
    batch.follow(choices.batch_size, wished.batch_size);
    noise.block.hidden = wished.dataset === "own";
    if (document.activeElement !== seed && seed.value !== String(wished.seed)) seed.value = String(wished.seed);
    clear.hidden = !scene.points.own.some(Boolean);
    discretize.follow(wished.discretize);
    showTest.follow(wished.show_test !== false);
    for (const { block, part, whose } of fixed) {
      whose(scene);
      block.hidden = !inUse(scene, part);
    }
  };
}

// Which part each control is about, by the names that the course gives to its functions and classes.
const CLASS_OF = { Momentum: "SGD" };
const inUse = (scene, ...names) => names.find((name) => scene.sources && name in scene.sources);

// How it learns, and whose parts do it.
function partsIn(desk, element) {
  const { set } = desk;
  const lists = [
    ["activation", "activation", ({ settings }) => settings.activation],
    ["optimizer", "optimizer", ({ settings }) => CLASS_OF[settings.optimizer] || settings.optimizer],
    ["lr", "learning rate"],
    ["init", "first weights", ({ settings }) => settings.init],
    ["init_std", "their spread"],
    ["l2", "L2 penalty", (scene) => inUse(scene, "l2_penalty")],
    ["l1", "L1 penalty", (scene) => inUse(scene, "l1_step", "l1_penalty")],
    ["dropout", "dropout", () => "Dropout"],
  ].map(([name, title, part]) => {
    const list = listIn(element, name, title, (value) => set({ [name]: value }));
    return { name, list, whose: part && whoseIn(list.block, desk, part) };
  });
  const norm = switchIn(element, "batch_norm", "batch norm", (value) => set({ batch_norm: value }));
  const normWhose = whoseIn(norm.block, desk, () => "BatchNorm1d");
  return (scene, wished) => {
    for (const { name, list, whose } of lists) {
      list.follow(scene.choices[name], wished[name]);
      list.block.hidden = name === "init_std" && wished.init !== "normal";
      if (whose) whose(scene);
    }
    norm.follow(wished.batch_norm);
    normWhose(scene);
  };
}

// Play, pause, one step, undo, begin again; how far it is; presets with a sentence each.
function barIn(desk, element) {
  const button = (text, label, act) => {
    const one = made("button", { type: "button", "aria-label": label, title: label, onclick: act }, text);
    element.append(one);
    return one;
  };
  button("↺", "Begin again", () => desk.begin());
  const play = button("▶ play", "Play", () => desk.play(!desk.playing));
  play.classList.add("pg-play");
  const both = (older, newer) => ({ ...newer, times: newer.whole === older.whole ? older.times + 1 : 1 });
  const stepBy = (whole) => desk.line.ask({ kind: "step", whole, times: 1 }, both);
  const steps = [
    button("▸| step", "One step: one batch", () => stepBy(false)),
    button("▸▸| epoch", "One epoch: each training point once", () => stepBy(true)),
  ];
  const undo = button("↶", "Undo", () => desk.line.ask({ kind: "undo" }));
  const epoch = made("span", { class: "pg-epoch" });
  element.append(made("span", { class: "pg-count" }, "epoch ", epoch));
  const pace = (value) => (value === 0 ? "full speed" : `${value} epochs/s`);
  const speed = listIn(element, "speed", "speed", (value) => desk.set({ speed: value }), pace);
  speed.block.classList.add("pg-inline");
  const presets = presetsIn(desk, element);
  return (scene, wished) => {
    write(play, desk.playing ? "❚❚ pause" : "▶ play");
    const label = desk.playing ? "Pause" : "Play";
    if (play.title !== label) {
      play.title = label;
      play.setAttribute("aria-label", label);
    }
    for (const one of steps) one.disabled = desk.playing;
    undo.disabled = !scene.undo;
    write(epoch, Number(scene.epoch).toFixed(scene.epoch < 10 && scene.epoch % 1 ? 2 : 0));
    speed.follow(scene.choices.speed, wished.speed);
    presets(scene);
  };
}

function presetsIn(desk, element) {
  const select = made("select", { "data-setting": "preset" });
  element.append(made("label", { class: "pg-control pg-inline pg-preset" }, made("span", {}, "try"), select));
  select.addEventListener("change", () => select.value && desk.line.ask({ kind: "preset", name: select.value }));
  let known = null;
  return ({ presets = [], preset = "" }) => {
    if (presets !== known) {
      known = presets;
      const option = (one) => made("option", { value: one.name }, one.title);
      const group = (title, good) => made("optgroup", { label: title }, ...presets.filter((one) => one.good === good).map(option));
      select.replaceChildren(made("option", { value: "" }, "a preset…"), group("learns well", true), group("goes wrong: find out why", false));
    }
    if (select.value !== preset && document.activeElement !== select) select.value = preset;
  };
}
