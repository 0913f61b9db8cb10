// The playground's page: it draws what the kernel trains, and asks for the next scene when it has painted this one.

const KEPT = ["choices", "presets", "code", "link", "sources", "whose"]; // left out of answers while nothing of them changes
const AHEAD = 6; // scenes that the kernel may send by itself until it is asked again
const STALLED = 400; // ms without one until it is asked again all the same
const CALM = 1500; // ms between two scenes of a training where motion is unwelcome
const WISH_LASTS = 4; // scenes for which a control shows what was chosen, until the kernel says the same

export default {
  render({ model, el }) {
    el.classList.add("layerwise", "playground");
    const root = made("div", { class: "pg-root", inert: true }); // until there is a scene to play with
    el.append(root);
    const part = (name) => root.appendChild(made("div", { class: name }));
    // What is wrong is said in the place of what to watch, where it is in sight and nothing has to move.
    const bar = part("pg-bar"), notice = noticeIn(root), watch = part("pg-watch"), parts = part("pg-parts"), main = part("pg-main");
    const left = made("div", { class: "pg-data" }), middle = made("div", { class: "pg-middle" }), right = made("div", { class: "pg-right" });
    main.append(left, middle, right);
    const status = made("div", { class: "pg-status", role: "status" }), goal = made("div", { class: "pg-goal" });
    const voice = made("div", { class: "pg-voice", "aria-live": "polite" });
    root.append(status, goal, voice);
    const folds = part("pg-folds");
    const wishes = new Map();

    const desk = {
      scene: null,
      playing: false,
      line: null,
      stops: [], // what else ends with the page
      tip: tipIn(root),
      speak: (text) => write(voice, text),
      complain: (text) => notice.complain(text),
      set(settings) {
        for (const [name, value] of Object.entries(settings)) wishes.set(name, { value, left: WISH_LASTS });
        desk.line.ask({ kind: "settings", settings }, (older, newer) => ({ ...newer, settings: { ...older.settings, ...newer.settings } }));
      },
      resize(layer, by) {
        const layers = [...desk.wished().layers];
        layers[layer] = Math.max(1, Math.min(8, layers[layer] + by));
        desk.set({ layers });
        desk.speak(`Layer ${layer + 1} has ${layers[layer]} units.`);
      },
      setLayers(by) {
        const { layers } = desk.wished();
        const next = by < 0 ? layers.slice(0, -1) : layers.length < 6 ? [...layers, layers.at(-1) || 4] : layers;
        desk.set({ layers: next });
        desk.speak(`${next.length} hidden layers.`);
      },
      toggleFeature(row) {
        const { inputs } = desk.scene, { name } = inputs[row];
        const on = inputs.filter((one, at) => (at === row ? one.on === false : one.on !== false)).map((one) => one.name);
        if (!on.length) return desk.complain("The network needs at least one feature.");
        desk.complain("");
        desk.set({ features: on });
        desk.speak(`Feature ${name} is ${on.includes(name) ? "on" : "off"}.`);
      },
      showTest(value) {
        wishes.set("show_test", { value, left: Infinity });
        if (desk.scene) show(desk.scene, "");
      },
      wished: () => ({ ...desk.scene.settings, ...Object.fromEntries([...wishes].map(([name, { value }]) => [name, value])) }),
      unit: (item) => plane.showUnit(item),
      play(on) {
        desk.playing = on;
        pauseAsked = !on;
        desk.line.ask({ kind: on ? "play" : "pause" });
        follow(true);
        if (!on) say();
      },
      begin() {
        desk.playing = false;
        pauseAsked = true;
        desk.line.ask({ kind: "reset" });
      },
    };
    let pauseAsked = false, framed = 0, saidAt = 0, sayLater = null, expected = 0, stalled = null;

    const followBar = barIn(desk, bar), followData = dataIn(desk, left), followParts = partsIn(desk, parts);
    const network = networkIn(desk, middle), plane = planeIn(desk, right), curve = curveIn(desk, right);
    const followFolds = [stepFold(folds), layersFold(folds), codeFold(desk, folds)];

    const say = () => {
      clearTimeout(sayLater);
      const wait = desk.playing ? saidAt + 1000 - performance.now() : 0;
      if (wait > 0) {
        sayLater = setTimeout(say, wait);
        return;
      }
      saidAt = performance.now();
      write(status, desk.scene.says || "");
    };

    const follow = (whole) => {
      const { scene } = desk, wished = desk.wished();
      followBar(scene, wished);
      for (const one of followFolds) one(scene, desk.playing);
      if (!whole) return;
      followData(scene, wished);
      followParts(scene, wished);
      const preset = (scene.presets || []).find((one) => one.name === scene.preset);
      write(watch, preset ? preset.says : scene.whose && scene.whose.length ? [scene.whose].flat().join(" ") : "");
      write(goal, scene.goal ? `${scene.reached ? "✓ Reached" : "Goal"}: ${scene.goal}` : "");
    };

    // More scenes are asked for when half of those on their way are painted: a page that is slow is not flooded, and
    // the notebook, which redraws its toolbar at each question, has few of them.
    const more = () => {
      if (!desk.playing) return;
      expected = still() ? 0 : AHEAD;
      desk.line.ask({ kind: "frame", ahead: expected });
    };
    const nextFrame = () => {
      expected -= 1;
      clearTimeout(stalled);
      if (still()) {
        stalled = setTimeout(more, CALM);
        return;
      }
      stalled = setTimeout(more, STALLED);
      if (!framed)
        framed = requestAnimationFrame(() => {
          framed = 0;
          if (expected <= AHEAD / 2) more();
        });
    };

    const show = (scene, complaint) => {
      // What the kernel trained before it heard of the pause is not shown: the picture stands still at once.
      if (pauseAsked && scene.running) return;
      pauseAsked = false;
      const whole = scene.choices !== undefined; // an answer to more than the wish for the next frame
      for (const name of KEPT) if (scene[name] === undefined && desk.scene) scene[name] = desk.scene[name];
      for (const [name, wish] of wishes) {
        if (JSON.stringify(scene.settings[name]) === JSON.stringify(wish.value) || --wish.left < 0) wishes.delete(name);
      }
      const show_test = wishes.get("show_test");
      if (show_test) scene.settings.show_test = show_test.value;
      const first = desk.scene === null;
      desk.scene = scene;
      root.inert = false;
      desk.playing = scene.running;
      if (first && scene.running && still()) desk.play(false);
      if (complaint || scene.fault || scene.slow) notice.complain(complaint || scene.fault || scene.slow);
      network.follow();
      plane.follow();
      follow(whole);
      say();
      for (const one of [network, plane, curve]) one.redraw();
      if (desk.playing) nextFrame();
    };

    const mute = (silent) => {
      notice.silent(silent);
      if (!silent || kernelIsBusy() || !desk.playing) return;
      desk.playing = false; // nobody trains any more
      follow(true);
    };
    const line = lineTo(model, { show, mute });
    desk.line = {
      // A complaint stays until something else is done; frames that come by themselves leave it.
      ask(message, join) {
        if (message.kind !== "frame") notice.complain("");
        line.ask(message, join);
      },
    };
    return () => {
      clearTimeout(sayLater);
      clearTimeout(stalled);
      cancelAnimationFrame(framed);
      for (const one of [network, plane, curve, line]) one.stop();
      for (const stop of desk.stops) stop();
    };
  },
};
