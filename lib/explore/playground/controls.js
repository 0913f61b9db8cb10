// The playground's choosers: labelled lists, sliders over stops, switches, and whose part is run.

// A setting's values: a list, or a range with the stops that a slider or a list offers.
const stopsOf = (choices) => (Array.isArray(choices) ? choices : (choices && choices.stops) || []);
const named = (value) => String(value).replace(/^-/, "−");

// A list of choices, as text(value) has them. set(value) is called with what is chosen.
function listIn(element, name, title, set, text = named) {
  const select = made("select", { "data-setting": name });
  const block = made("label", { class: "pg-control" }, made("span", {}, title), select);
  element.append(block);
  let known = null, options = [];
  select.addEventListener("change", () => set(options[select.selectedIndex]));
  return {
    block,
    follow(choices, value) {
      const seen = choices === known ? options : [...stopsOf(choices)];
      known = choices;
      // A link may hold a value that stands in no list.
      if (value !== undefined && !seen.includes(value)) seen.push(value);
      if (String(seen) !== String(options) || select.options.length !== seen.length) {
        options = seen;
        select.replaceChildren(...options.map((one) => made("option", {}, text(one))));
      }
      const at = options.indexOf(value);
      if (select.selectedIndex !== at) select.selectedIndex = at;
    },
  };
}

// A slider over stops, with the value beside its name. text(value) says the value.
function stopsIn(element, name, title, set, text = String) {
  const range = made("input", { type: "range", min: "0", step: "1", "data-setting": name });
  const shown = made("span", { class: "pg-value" });
  const block = made("label", { class: "pg-control pg-slider" }, made("span", {}, `${title} `, shown), range);
  element.append(block);
  let options = [];
  range.addEventListener("input", () => {
    set(options[range.value]);
    say(options[range.value]);
  });
  const say = (value) => {
    write(shown, text(value));
    range.setAttribute("aria-valuetext", text(value));
  };
  return {
    block,
    follow(choices, value) {
      options = stopsOf(choices);
      range.max = String(options.length - 1);
      const distance = (at) => Math.abs(options[at] - value);
      const at = options.reduce((best, _, one) => (distance(one) < distance(best) ? one : best), 0);
      if (range.value !== String(at)) range.value = String(at);
      say(value);
    },
  };
}

function switchIn(element, name, title, set) {
  const box = made("input", { type: "checkbox", "data-setting": name, onchange: () => set(box.checked) });
  const block = made("label", { class: "pg-control pg-switch" }, made("span", {}, title), box);
  element.append(block);
  return {
    block,
    follow(value) {
      if (box.checked !== Boolean(value)) box.checked = Boolean(value);
    },
  };
}

// Under a chooser: whose part runs, as a list where there is a choice, as words where there is none.
// name(scene): of the part that stands here, or nothing.
function whoseIn(element, desk, name) {
  const place = made("span", { class: "pg-whose" });
  element.append(place);
  let known = "";
  return (scene) => {
    const part = name(scene), found = part && scene.sources && scene.sources[part];
    const seen = JSON.stringify([part, found || null]);
    place.hidden = !found;
    if (seen === known) return;
    known = seen;
    place.classList.toggle("pg-broken", Boolean(found && found.chosen === "your broken one"));
    if (!found) return place.replaceChildren();
    if (found.of.length < 2) return place.replaceChildren(found.chosen);
    const used = place.querySelector("select");
    if (used && used.dataset.part === part && used.options.length === found.of.length) {
      used.value = found.chosen; // the list that a hand is on stays
      return;
    }
    const choose = () => desk.set({ sources: { [part]: select.value } });
    const select = made("select", { "aria-label": `whose ${part}`, "data-part": part, onchange: choose },
      ...found.of.map((one) => made("option", { value: one }, one)));
    select.value = found.chosen;
    place.replaceChildren(select);
  };
}
