// The network in words: what a feature, unit, weight or bias is called, and the numbers it has now.

function placeName(scene, layer) {
  if (layer === scene.layers.length - 1) return "the output";
  return `layer ${layer + 1}`;
}

function unitName(scene, { layer, row }) {
  return layer === scene.layers.length - 1 ? "the output" : `unit ${row + 1} of layer ${layer + 1}`;
}

function nameOf(scene, item) {
  if (item.kind === "input") return `feature ${scene.inputs[item.row].name}`;
  if (item.kind === "unit") return unitName(scene, item);
  if (item.kind === "bias") return `bias of ${unitName(scene, item)}`;
  const from =
    item.layer === 0 ? scene.inputs[featuresOn(scene)[item.column]].name : unitName(scene, { layer: item.layer - 1, row: item.column });
  return `weight from ${from} to ${unitName(scene, item)}`;
}

// Its value, and what an Enter would change.
const valueOf = (scene, item) => (item.kind === "weight" ? weightAt(scene, item) : scene.layers[item.layer].bias[item.row]);

function linesOf(scene, item) {
  const name = nameOf(scene, item);
  if (item.kind === "input") return [name, scene.inputs[item.row].on === false ? "off: click to switch it on" : "on: click to switch it off"];
  const layer = scene.layers[item.layer];
  if (item.kind === "unit") {
    const lines = [layer.z ? `${name}, for the ringed example` : name];
    if (layer.z) lines.push(`z ${short(layer.z[item.row])}`);
    if (layer.activation) lines.push(`after the activation ${short(layer.activation[item.row])}`);
    if (layer.unit_gradient) lines.push(`gradient ${short(layer.unit_gradient[item.row])}`);
    return [...lines, `bias ${short(layer.bias[item.row])}`];
  }
  const value = valueOf(scene, item), lines = [name, `value ${short(value)}`];
  const gradient = item.kind === "weight" ? weightAt(scene, item, "weight_gradient") : layer.bias_gradient && layer.bias_gradient[item.row];
  if (gradient !== undefined && gradient !== null) lines.push(`gradient ${short(gradient)}`);
  if (item.kind === "weight" && layer.weight_update) {
    const update = weightAt(scene, item, "weight_update");
    lines.push(`last update ${short(update)}, ${short(Math.abs(update / value))} of the value`);
  }
  return [...lines, "click to change it"];
}

// For a reader that hears the page: one sentence, no longer than it must be.
function spoken(scene, item) {
  const lines = linesOf(scene, item).filter((line) => !line.startsWith("click"));
  return `${lines.join(", ").replace(": click to switch it on", "").replace(": click to switch it off", "")}.`;
}
