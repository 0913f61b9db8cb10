// The convolution explorer in the page: three tabs over one canvas, and the controls beside it.

export default {
  render({ model, el }) {
    const root = document.createElement("div");
    root.className = "layerwise convolution";
    el.append(root);
    let scene = null, local = {}, refused = null, turn = 0, pen = null;

    // A setting as it is meant now: what has been changed here and not yet come back, or what the kernel has.
    const now = (name) => {
      if (name === "pixels") {
        const drawn = scene.drawable && local.drawn;
        return drawn ? Object.assign(Float32Array.from(drawn), { shape: [scene.side, scene.side] }) : scene.pixels;
      }
      return name in local ? local[name] : scene.settings[name];
    };
    const change = (settings, quiet = false) => {
      Object.assign(local, settings);
      refresh();
      const join = (older, newer) => ({ ...newer, settings: { ...older.settings, ...newer.settings } });
      if (!quiet) line.ask({ kind: "set", settings }, join);
    };
    const kernel = (question) => {
      refused = null;
      turn += 1; // the fields are left alone until the answer to this comes
      line.ask({ ...question, turn });
    };

    const tabs = tabsIn(root, (show) => change({ show }));
    const stage = document.createElement("div");
    stage.className = "stage";
    stage.setAttribute("role", "tabpanel");
    const place = document.createElement("div");
    stage.append(place);
    root.append(stage);
    const side = document.createElement("div");
    side.className = "side";
    root.append(side);

    const tools = { scene: () => scene, now, change, redraw: () => redraw() };
    const views = { "the window": windowView(tools), "feature maps": mapsView(tools), "pooling under shifts": poolingView(tools) };
    // Until the kernel has sent the numbers of a tab that was just chosen, the one before stays in sight.
    const view = () => views[scene.settings.show];

    const { canvas, redraw, stop } = canvasIn(place, {
      label: model.get("alt"),
      ratio: (width) => (scene ? view().height(width) : 400),
      draw: (context, width) => scene && view().draw(context, width, themeOf(root)),
    });

    const image = listIn(side, { label: "image", changed: (name) => change({ image: name }) });
    const digit = sliderIn(side, { label: "digit", changed: (value) => change({ digit: value }) });
    const complain = (text) => notice.complain(text);
    fileIn(side, { chosen: (name, bytes) => line.ask({ kind: "load", name, buffers: [bytes] }), refused: complain });
    const paper = document.createElement("div");
    side.append(paper);
    const sheet = sheetIn(paper, { side: 8, label: "the drawing, Space or Enter turns a pixel over", drawn: (drawn) => change({ drawn }) });
    const numbers = kernelIn(side, { typed: (texts) => kernel({ kind: "kernel", texts }), chosen: (name) => name !== "your own" && kernel({ kind: "preset", name }) });
    const sliders = Object.fromEntries(
      [["stride", "stride"], ["padding", "padding"], ["pool", "pooling window"], ["shift", "shift (pixels)"]].map(([name, label]) => [
        name,
        sliderIn(side, { label, changed: (value) => change({ [name]: value }) }),
      ]),
    );
    const walk = document.createElement("div");
    walk.className = "walk";
    side.append(walk);
    const playButton = buttonIn(walk, "play", () => playOrPause());
    const stepButton = buttonIn(walk, "one step", () => {
      view().pause();
      view().step();
    });
    const back = buttonIn(side, "back to the maps", () => views["feature maps"].close());
    const notice = noticeIn(root);

    const playOrPause = () => {
      const { play, pause, playing } = views["the window"];
      if (playing()) pause();
      else play(() => (playButton.textContent = "play"));
      playButton.textContent = playing() ? "pause" : "play";
    };

    const refresh = () => {
      if (!scene) return;
      const show = now("show"), window = show === "the window", pooling = show === "pooling under shifts";
      tabs.show(scene.options.show, show);
      image.show(now("image"), scene.options.image);
      digit.show(now("digit"), [0, 9], now("image") === "digit");
      paper.hidden = now("image") !== "drawn";
      sheet.show(now("drawn"));
      numbers.show(scene.kernel, scene.options.kernel, window, scene.turn === turn ? refused : -1);
      for (const [name, seen] of [["stride", window], ["padding", window], ["pool", pooling], ["shift", pooling]]) sliders[name].show(now(name), scene.options[name], seen);
      walk.hidden = !window;
      back.hidden = show !== "feature maps" || !now("unit");
      stage.setAttribute("aria-label", show);
      canvas.setAttribute("aria-description", view().hint);
      canvas.style.cursor = view().image() && scene.drawable ? "crosshair" : "pointer";
      canvas.style.height = `${Math.round(view().height(place.clientWidth))}px`;
      redraw();
    };

    // Drawing on the image itself: a stroke turns every pixel on its way into the colour of its first.
    const pixelAt = (x, y) => {
      const found = scene.drawable && view().image();
      const cell = found && cellAt(found.box, x, y), row = cell && cell.row - found.padding, column = cell && cell.column - found.padding;
      return cell && row >= 0 && column >= 0 && row < scene.side && column < scene.side ? { row, column } : null;
    };
    const stroke = (to) => {
      const drawn = [...now("drawn")], from = pen.at, steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column), 1);
      for (let step = 0; step <= steps; step++) { // a quick hand skips pixels between two events
        const between = (name) => Math.round(from[name] + ((to[name] - from[name]) * step) / steps);
        drawn[between("row") * scene.side + between("column")] = pen.colour;
      }
      pen.at = to;
      if (drawn.join() !== [...now("drawn")].join()) change({ drawn });
    };
    const pointed = (event, started = false) => {
      if (!scene) return;
      const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top, pixel = pixelAt(x, y);
      if (started && pixel) {
        view().pause();
        pen = { at: pixel, colour: 1 - now("drawn")[pixel.row * scene.side + pixel.column] };
      }
      if (pen) pixel && stroke(pixel);
      else view().point(x, y, { down: event.buttons === 1, started });
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      canvas.focus({ preventScroll: true });
      canvas.setPointerCapture(event.pointerId);
      pointed(event, true);
    });
    canvas.addEventListener("pointermove", (event) => pointed(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (pen = null));
    onKeys(canvas, (event) => {
      if (!scene) return false;
      const walks = scene.settings.show === "the window";
      if (walks && event.key === " ") playOrPause();
      else if (walks && event.key === "Enter") stepButton.click();
      else return view().key(event);
      return true;
    });

    const named = () => canvas.setAttribute("aria-label", model.get("alt"));
    model.on("change:alt", named);
    const line = lineTo(model, {
      show(answer, complaint) {
        const moved = scene && scene.settings.show !== answer.settings.show;
        if (moved) view().pause();
        scene = answer;
        turn = Math.max(turn, scene.turn); // the same widget may stand in two views
        const found = /^Kernel, row (\d), column (\d)/.exec(complaint);
        if (found) refused = 3 * Number(found[1]) + Number(found[2]);
        if (complaint || refused === null) notice.complain(complaint);
        for (const name of Object.keys(local)) {
          if (complaint || JSON.stringify(local[name]) === JSON.stringify(scene.settings[name])) delete local[name];
        }
        named();
        refresh();
      },
      mute: notice.silent,
    });
    return () => {
      Object.values(views).forEach((one) => one.pause());
      line.stop();
      stop();
      model.off("change:alt", named);
    };
  },
};

// The three views as tabs: one tab stop, arrow keys go from one to the next.
function tabsIn(root, chosen) {
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", "what to look at");
  root.append(list);
  let buttons = [];
  const choose = (at) => {
    buttons[at].focus();
    chosen(buttons[at].textContent);
  };
  onKeys(list, (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key], here = buttons.indexOf(document.activeElement);
    if (by) choose((here + by + buttons.length) % buttons.length);
    if (event.key === " " || event.key === "Enter") choose(here);
    return Boolean(by) || event.key === " " || event.key === "Enter";
  });
  return {
    show(names, now) {
      if (!buttons.length) buttons = names.map((name, at) => buttonIn(list, name, () => choose(at)));
      buttons.forEach((button) => {
        const is = button.textContent === now;
        button.setAttribute("role", "tab");
        button.setAttribute("aria-selected", String(is));
        button.tabIndex = is ? 0 : -1;
      });
    },
  };
}
