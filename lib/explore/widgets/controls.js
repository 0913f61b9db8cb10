// One control: a slider with a readout that can be typed into, a list, or a line of text, each with its label.

// “1,000” is a thousand, “0,5” a half; the minus may be the long one.
function typedNumber(text) {
  const plain = text.trim().replace("−", "-");
  const whole = /^-?\d{1,3}(,\d{3})+$/.test(plain) ? plain.replaceAll(",", "") : plain.replace(",", ".");
  return whole === "" ? NaN : Number(whole);
}

// The stop that a typed text means, or a sentence that says why it means none.
function stopFor(text, texts, numbers) {
  const named = texts.findIndex((one) => one.toLowerCase() === text.trim().toLowerCase());
  if (named >= 0) return { place: named };
  const wanted = typedNumber(text), known = numbers.filter((one) => one !== null);
  const range = texts.length > 8 ? `from ${texts[0]} to ${texts[texts.length - 1]}` : `such as ${texts.join(", ")}`;
  if (Number.isNaN(wanted) || !known.length) return { problem: `“${text}” cannot be chosen here: type one ${range}.` };
  const nearest = known.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best));
  return { place: numbers.indexOf(nearest) };
}

function sliderIn(el, model, id, ask, complain) {
  const range = made("input", { class: "layerwise-range", type: "range", id, min: 0, step: 1 });
  // The slider is the one stop of Tab; Enter leads from it to the number.
  const readout = made("input", { class: "layerwise-readout", type: "text", tabindex: -1, size: 1, inputmode: "decimal" });
  el.append(range, readout);
  const texts = () => model.get("texts");
  const say = (place, text) => {
    readout.value = text;
    range.setAttribute("aria-valuetext", text);
    range.style.setProperty("--filled", `${(100 * place) / Math.max(texts().length - 1, 1)}%`);
  };
  const choose = (place) => {
    range.value = place;
    complain("");
    say(place, texts()[place]);
    ask({ kind: "set", place });
  };
  const done = () => {
    if (readout.value === (texts()[Number(range.value)] ?? "")) return complain("");
    const { place, problem } = stopFor(readout.value, texts(), model.get("numbers"));
    if (problem) {
      complain(problem);
      say(model.get("place"), model.get("text"));
    } else choose(place);
  };
  range.addEventListener("input", () => choose(Number(range.value)));
  readout.addEventListener("change", done);
  readout.addEventListener("focus", () => readout.select());
  readout.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      say(model.get("place"), model.get("text"));
      range.focus();
    }
    event.stopPropagation();
  });
  onKeys(readout, () => {
    range.focus(); // what was typed is read as the cursor leaves
    return true;
  });
  onKeys(range, (event) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (way && event.shiftKey) choose(Math.min(Math.max(Number(range.value) + 10 * way, 0), texts().length - 1));
    else if (event.key === "Enter") readout.focus();
    else return false;
    return true;
  });
  return {
    write() {
      range.max = texts().length - 1;
      range.value = model.get("place");
      range.disabled = readout.disabled = model.get("disabled");
      readout.setAttribute("aria-label", `${model.get("description")}, to type`);
      readout.style.minWidth = `calc(${Math.max(3, ...texts().map((text) => text.length))}ch + 16px)`;
      if (document.activeElement !== readout) say(model.get("place"), model.get("text"));
    },
  };
}

function listIn(el, model, id, ask) {
  const list = made("select", { class: "layerwise-list", id });
  el.append(list);
  list.addEventListener("change", () => ask({ kind: "set", place: list.selectedIndex }));
  return {
    write() {
      const texts = model.get("texts");
      if (texts.join("\n") !== [...list.options].map((option) => option.text).join("\n"))
        list.replaceChildren(...texts.map((text) => new Option(text)));
      list.selectedIndex = model.get("place");
      list.disabled = model.get("disabled");
    },
  };
}

function lineIn(el, model, id, ask) {
  const line = made("input", { class: "layerwise-line", type: "text", id, spellcheck: "false", autocomplete: "off" });
  el.append(line);
  line.addEventListener("change", () => ask({ kind: "set", text: line.value }));
  line.addEventListener("keydown", (event) => event.stopPropagation());
  return {
    write() {
      if (document.activeElement !== line || line.value === "") line.value = model.get("text");
      line.disabled = model.get("disabled");
    },
  };
}

export default {
  render({ model, el }) {
    window.layerwiseControls = (window.layerwiseControls || 0) + 1; // every widget has a copy of this module of its own
    const id = `layerwise-control-${window.layerwiseControls}`;
    el.classList.add("layerwise", "layerwise-control", `layerwise-${model.get("kind")}-control`);
    const label = made("label", { class: "layerwise-label", for: id });
    el.append(label);
    // What the page shows is newer than what the kernel says while a question is under way.
    const line = lineTo(model, {
      show() {
        mark();
        if (line.busy()) return;
        write();
        el.dispatchEvent(new Event(ANSWERED, { bubbles: true }));
      },
      mute: (silent) => notice.silent(silent),
    });
    // Lets the explorer's picture know whether the next one is out of date already.
    const mark = () => el.closest(".layerwise-explorer")?.toggleAttribute("data-behind", line.behind());
    const ask = (message) => {
      line.ask(message);
      mark();
    };
    const build = { slider: sliderIn, list: listIn, line: lineIn }[model.get("kind")];
    const part = build(el, model, id, ask, (text) => notice.complain(text));
    const notice = noticeIn(el);
    const write = () => {
      label.textContent = model.get("description");
      part.write();
    };
    const follow = () => line.busy() || write();
    model.on("change", follow);
    write();
    return () => {
      model.off("change", follow);
      line.stop();
    };
  },
};
