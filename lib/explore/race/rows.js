// The table of the optimizers: who runs, with which rate, whose code it is, and where it is now.

// As the sentence below has it: 1.5e-05.
const scientific = (value) => value.toExponential(1).replace(/e([+-])(\d)$/, "e$10$2");

function rowsIn(element, race, { ask, fields }) {
  const body = made("tbody");
  const head = ["optimizer", "learning rate", "value"].map((text) => made("th", { scope: "col" }, text));
  element.append(made("table", { class: "layerwise-runners" }, made("thead", {}, made("tr", {}, ...head)), body));
  const rows = race.once.runners.map((runner) => {
    const box = made("input", { type: "checkbox", "aria-label": `${runner.name} runs` });
    const sample = made("span", { class: "layerwise-sample" }), whose = made("span", { class: "layerwise-whose" });
    const rate = numberField({
      label: `learning rate of ${runner.name}`, stops: race.once.rates, ask: (text) => ask(runner.rate, { [runner.rate]: text }),
    });
    fields[runner.rate] = rate;
    const value = made("span"), since = made("span", { class: "layerwise-small" });
    const name = made("label", {}, box, sample, made("b", {}, runner.name));
    const row = made("tr", {}, made("th", { scope: "row" }, name, whose), made("td", {}, rate.element), made("td", {}, value, since));
    box.addEventListener("change", () => ask("show", { show: rows.filter((one) => one.box.checked).map((one) => one.runner.name) }));
    body.append(row);
    return { runner, box, sample, whose, value, since, row, options: "" };
  });
  // A list where there is a choice, else the one word; made anew only when the choice has changed.
  const showWhose = (one, sources, chosen) => {
    const options = sources.join();
    if (one.options !== options) {
      one.options = options;
      one.list = sources.length > 1 && listField({ label: `whose ${one.runner.name} runs`, options: sources, ask: (source) => ask(one.runner.whose, { [one.runner.whose]: source }) });
      one.whose.replaceChildren(one.list ? one.list.element : sources[0]);
    }
    if (one.list) one.list.show(sources.includes(chosen) ? chosen : sources[0]);
  };
  return {
    // After each answer.
    show() {
      for (const one of rows) {
        const run = race.runs.find((each) => each.name === one.runner.name);
        one.box.checked = race.scene.shown.includes(one.runner.name);
        one.row.classList.toggle("layerwise-out", !run);
        showWhose(one, race.scene.sources[one.runner.name], race.scene.settings[one.runner.whose]);
      }
      this.step();
    },
    // After each step that is played.
    step() {
      for (const one of rows) {
        const run = race.runs.find((each) => each.name === one.runner.name);
        const value = run ? run.values[race.step] : NaN;
        const text = !run ? "–" : run.error ? "did not run" : value === value ? scientific(value) : "ran away";
        if (one.value.textContent !== text) one.value.textContent = text;
        const since = run && run.low !== null && race.step >= run.low ? `low from ${run.low}` : "";
        if (one.since.textContent !== since) one.since.textContent = since;
        one.value.title = (run && run.error) || "";
      }
    },
    theme(dark) {
      for (const one of rows) one.sample.innerHTML = sampleOf(one.runner, dark);
    },
  };
}
