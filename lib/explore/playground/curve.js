// The losses so far: training unbroken, test dashed, both named where they end.

function curveIn(desk, element) {
  const numbers = made("div", { class: "pg-numbers" });
  const cells = ["― training", "╌ test", "test points right"].map((name) => {
    const value = made("b", {});
    const cell = made("span", {}, made("span", {}, name), value);
    numbers.append(cell);
    return { cell, value };
  });
  const stage = canvasIn(element, {
    label: "training and test loss over the epochs",
    ratio: () => 78,
    draw(context, width, height) {
      if (desk.scene) drawCurve(context, desk.scene, themeOf(stage.canvas), width, height);
    },
  });
  stage.canvas.tabIndex = -1; // it has nothing to do for keys
  element.append(numbers);
  return {
    redraw() {
      const { loss, accuracy, task } = desk.scene;
      write(cells[0].value, lossText(loss.train));
      write(cells[1].value, testless(desk.scene) ? "no test points" : lossText(loss.test));
      cells[2].cell.hidden = task === "regression" || !accuracy || accuracy.train === null;
      if (!cells[2].cell.hidden) write(cells[2].value, accuracyText(accuracy));
      // What readers hear of the curve follows it, but not while it moves.
      if (!desk.playing)
        stage.canvas.setAttribute(
          "aria-label",
          `loss over ${Math.round(desk.scene.epoch)} epochs: training ${lossText(loss.train)}, test ${lossText(loss.test)}`,
        );
      stage.redraw();
    },
    stop: stage.stop,
  };
}

const lossText = (loss) => (loss === null ? "not a number" : short(loss));
const testless = ({ points }) => !points.test.some(Boolean);

// accuracy: {train, test}; of the points that are there.
const accuracyText = (accuracy) => PERCENT(accuracy.test ?? accuracy.train);

function drawCurve(context, { history }, theme, width, height) {
  const rows = history ? history.shape[0] : 0, left = 38, bottom = height - 14;
  context.font = "11px sans-serif";
  context.strokeStyle = theme.zero;
  context.lineWidth = 1;
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(left, 4);
  context.lineTo(left, bottom);
  context.lineTo(width, bottom);
  context.stroke();
  context.fillStyle = theme.ink;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillText("loss over epochs", left + 2, height - 2);
  if (!rows) return;
  const value = (row, column) => history[3 * row + column];
  const losses = Array.from({ length: rows }, (_, row) => [value(row, 1), value(row, 2)]).flat().filter(Number.isFinite);
  const most = Math.max(1e-9, ...losses), first = value(0, 0), span = Math.max(1e-9, value(rows - 1, 0) - first);
  context.textAlign = "right";
  context.fillText(short(Number(most.toPrecision(2))), left - 3, 12);
  context.fillText("0", left - 3, bottom);
  context.fillText(String(Math.round(value(rows - 1, 0))), width - 2, height - 2);
  for (const [column, dash] of [[1, []], [2, [5, 3]]]) {
    context.setLineDash(dash);
    context.lineWidth = 1.8;
    context.strokeStyle = theme.ink;
    context.beginPath();
    let down = false;
    for (let row = 0; row < rows; row++) {
      const loss = value(row, column);
      if (!Number.isFinite(loss)) { down = false; continue; }
      const x = left + ((value(row, 0) - first) / span) * (width - left - 4), y = bottom - (loss / most) * (bottom - 6);
      if (down) context.lineTo(x, y);
      else context.moveTo(x, y);
      down = true;
    }
    context.stroke();
  }
  context.setLineDash([]);
}
