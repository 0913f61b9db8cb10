// The controls beside the picture: native ones, each with its name.

function sliderIn(place, { label, changed }) {
  const row = document.createElement("label");
  row.className = "slider";
  const name = document.createElement("span"), said = document.createElement("span"), input = document.createElement("input");
  name.textContent = label;
  input.type = "range"; // it says its value by itself
  said.setAttribute("aria-hidden", "true");
  row.append(name, input, said);
  place.append(row);
  input.addEventListener("input", () => {
    said.textContent = input.value;
    changed(Number(input.value));
  });
  return {
    show(value, options, seen = true) {
      row.hidden = !seen;
      input.min = options[0];
      input.max = options[options.length - 1];
      if (Number(input.value) !== value) input.value = value;
      said.textContent = String(value);
    },
  };
}

function listIn(place, { label, changed }) {
  const row = document.createElement("label");
  row.className = "list";
  const name = document.createElement("span"), select = document.createElement("select");
  name.textContent = label;
  row.append(name, select);
  place.append(row);
  select.addEventListener("change", () => changed(select.value));
  let shown = "";
  return {
    show(value, options) {
      if (shown !== options.join()) select.replaceChildren(...options.map((option) => new Option(option, option)));
      shown = options.join();
      select.value = value;
    },
  };
}

function buttonIn(place, text, pressed) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.addEventListener("click", pressed);
  place.append(button);
  return button;
}

// Nine numbers to type, and a list of ready-made kernels. refused: the place of a text that is no number, or null; it
// stays as it was typed, and so do the others, until it is mended.
function kernelIn(place, { typed, chosen }) {
  const group = document.createElement("fieldset");
  group.innerHTML = "<legend>kernel</legend>";
  place.append(group);
  const list = listIn(group, { label: "a ready-made kernel", changed: chosen });
  const grid = document.createElement("div"), note = document.createElement("p");
  grid.className = "kernel";
  const fields = Array.from({ length: 9 }, (_, at) => {
    const field = document.createElement("input");
    field.type = "text";
    field.inputMode = "decimal";
    field.setAttribute("aria-label", `kernel, row ${Math.floor(at / 3)}, column ${at % 3}`);
    field.addEventListener("input", () => (field.dataset.typing = "true"));
    field.addEventListener("change", () => {
      field.dataset.typing = "false";
      typed(fields.map((one) => one.value));
    });
    grid.append(field);
    return field;
  });
  group.append(grid, note);
  return {
    show({ texts, preset, note: said }, options, seen, refused) {
      group.hidden = !seen;
      list.show(preset, options);
      note.textContent = said;
      fields.forEach((field, at) => {
        field.setAttribute("aria-invalid", String(refused === at));
        if (refused === null && field.dataset.typing !== "true") field.value = texts[at];
      });
    },
  };
}

const LARGEST_FILE = 5_000_000; // bytes, as in image_file.py: a larger message would not reach the kernel

// A button that opens a file of the learner's own.
function fileIn(place, { chosen, refused }) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".png,.jpg,.jpeg";
  input.hidden = true;
  input.setAttribute("aria-label", "an image to load");
  const button = buttonIn(place, "load an image", () => input.click());
  button.title = "a PNG or JPEG file from your computer, up to 5 MB";
  place.append(input);
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    if (file.size > LARGEST_FILE) {
      refused(`${file.name} has ${(file.size / 1e6).toFixed(1)} million bytes, 5 million is the limit: save a smaller copy of it.`);
    } else {
      chosen(file.name, await file.arrayBuffer());
    }
    input.value = ""; // so that the same file can be chosen again
  });
}
