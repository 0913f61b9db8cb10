// The sheet as a control of its own, for explorers whose picture is a figure.
export default {
  render({ model, el }) {
    el.classList.add("layerwise");
    const sheet = sheetIn(el, {
      side: model.get("side"),
      label: "the drawing, Space or Enter turns a pixel over",
      drawn(pixels) {
        model.set("value", pixels);
        model.save_changes();
      },
    });
    const follow = () => sheet.show(model.get("value"));
    model.on("change:value", follow);
    follow();
    return () => model.off("change:value", follow);
  },
};
