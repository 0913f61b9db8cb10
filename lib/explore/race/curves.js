// The value after each step, on a logarithmic scale; a click or a drag goes to a step.

function curvesIn(element, race, { scrub }) {
  const edge = { left: 44, right: 10, top: 20, bottom: 24 };
  let width = 1;
  const across = () => width - edge.left - edge.right;
  const draw = (context, wide, height) => {
    width = wide;
    const theme = race.theme, { floor, ceiling, low, steps } = race.once;
    const bottom = Math.log10(floor), top = Math.log10(ceiling), up = height - edge.top - edge.bottom;
    const x = (step) => edge.left + (across() * step) / steps;
    const y = (value) => edge.top + up * (1 - (Math.log10(Math.min(ceiling, Math.max(floor, value))) - bottom) / (top - bottom));
    context.font = "11px sans-serif";
    context.strokeStyle = theme.grid;
    context.fillStyle = theme.ink;
    context.lineWidth = 1;
    context.textAlign = "right";
    for (let power = bottom; power <= top; power += 3) {
      context.fillText(power ? `1e${power}` : "1", edge.left - 5, y(10 ** power) + 4);
      context.stroke(new Path2D(`M${edge.left} ${y(10 ** power)}H${width - edge.right}`));
    }
    context.textAlign = "center";
    for (const step of ticks(0, steps, width / 80)) context.fillText(String(step), x(step), height - 9);
    context.textAlign = "left";
    context.fillText(race.ground.name === race.once.own ? "above the lowest point of the picture" : "value after each step", edge.left, 12);
    context.strokeStyle = theme.ink;
    context.setLineDash([1.5, 3]);
    context.stroke(new Path2D(`M${edge.left} ${y(low)}H${width - edge.right}`));
    context.setLineDash([]);
    for (const run of race.runs) {
      const runner = race.runner(run.name), curve = new Path2D();
      let step = 0;
      for (; step <= steps && run.values[step] === run.values[step]; step++) curve.lineTo(x(step), y(run.values[step]));
      context.strokeStyle = context.fillStyle = colourOf(runner, theme.dark);
      context.lineWidth = 1.7;
      context.setLineDash(runner.dashes);
      context.stroke(curve);
      context.setLineDash([]);
      const here = Math.min(race.step, step - 1);
      if (here >= 0) context.fill(new Path2D(outline(runner.mark, x(here), y(run.values[here]), 4)));
    }
    context.strokeStyle = theme.ink;
    context.lineWidth = 1;
    if (race.step < steps) context.stroke(new Path2D(`M${x(race.step)} ${edge.top}V${height - edge.bottom}`));
  };
  const stage = canvasIn(element, { label: "The value after each step", ratio: () => 150, draw });
  stage.canvas.tabIndex = -1; // the slider above it does the same for the keyboard
  const follow = (event) => {
    const share = (event.clientX - stage.canvas.getBoundingClientRect().left - edge.left) / across();
    scrub(Math.round(race.once.steps * Math.min(1, Math.max(0, share))));
  };
  stage.canvas.addEventListener("pointerdown", (event) => {
    stage.canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  stage.canvas.addEventListener("pointermove", (event) => event.buttons && follow(event));
  return stage;
}
