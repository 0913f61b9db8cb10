// A square sheet of pixels to draw on: one tab stop. Arrow keys move in it, Space or Enter turns a pixel over, and so
// does the pointer; a drag gives all pixels it passes the colour that the first one got.

// drawn(pixels) is told each change. Returns { show(pixels) }.
function sheetIn(place, { side, label, drawn }) {
  const whole = document.createElement("div"), grid = document.createElement("div");
  whole.className = "layerwise-drawing";
  grid.className = "layerwise-sheet";
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-label", label);
  grid.style.setProperty("--side", side);
  const cells = [];
  for (let row = 0; row < side; row++) {
    const line = document.createElement("div");
    line.setAttribute("role", "row");
    for (let column = 0; column < side; column++) {
      const cell = document.createElement("div");
      cell.setAttribute("role", "gridcell");
      cell.tabIndex = cells.length ? -1 : 0;
      cell.dataset.place = cells.length;
      line.append(cell);
      cells.push(cell);
    }
    grid.append(line);
  }
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = "clear";
  clear.title = "clear the drawing";
  whole.append(grid, clear);
  place.append(whole);

  let pixels = new Array(side * side).fill(-1), here = 0, colour = null;
  const show = (now) => {
    now.forEach((pixel, at) => {
      if (pixel === pixels[at]) return;
      cells[at].classList.toggle("white", pixel === 1);
      cells[at].setAttribute("aria-label", `row ${Math.floor(at / side)}, column ${at % side}: ${pixel ? "white" : "black"}`);
    });
    pixels = [...now];
  };
  const put = (at, pixel) => {
    if (pixels[at] === pixel) return;
    show(pixels.map((old, one) => (one === at ? pixel : old)));
    drawn(pixels);
  };
  const go = (at) => {
    cells[here].tabIndex = -1;
    here = at;
    cells[here].tabIndex = 0;
    cells[here].focus({ preventScroll: true });
  };
  onKeys(grid, (event) => {
    const row = Math.floor(here / side), column = here % side, last = side - 1;
    const to = {
      ArrowLeft: [row, Math.max(column - 1, 0)],
      ArrowRight: [row, Math.min(column + 1, last)],
      ArrowUp: [Math.max(row - 1, 0), column],
      ArrowDown: [Math.min(row + 1, last), column],
      Home: [row, 0],
      End: [row, last],
    }[event.key];
    if (to) go(to[0] * side + to[1]);
    else if (event.key === " " || event.key === "Enter") put(here, 1 - pixels[here]);
    else return false;
    return true;
  });
  grid.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest("[data-place]");
    if (!cell || event.button) return;
    event.preventDefault();
    grid.setPointerCapture(event.pointerId);
    go(Number(cell.dataset.place));
    colour = 1 - pixels[here];
    put(here, colour);
  });
  grid.addEventListener("pointermove", (event) => {
    if (colour === null) return;
    const box = grid.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * side);
    const row = Math.floor(((event.clientY - box.top) / box.height) * side);
    if (row < 0 || column < 0 || row >= side || column >= side) return;
    go(row * side + column);
    put(here, colour);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) grid.addEventListener(end, () => (colour = null));
  clear.addEventListener("click", () => {
    show(pixels.map(() => 0));
    drawn(pixels);
  });
  return { show };
}
