// The picture of an explorer that is drawn in the kernel: the page says how wide, how sharp and how dark it should be.

const STEP = 8; // px: a scroll bar that comes and goes, or a window that is dragged, does not ask at every pixel

export default {
  render({ model, el }) {
    el.classList.add("layerwise", "layerwise-picture");
    const image = document.createElement("img");
    image.hidden = true; // until it fits the page: no white flash on a dark one
    el.append(image);
    let url = null, passedOver = false;
    handIsOff(); // from now on it is known
    const show = () => {
      image.alt = model.get("alt");
      const bytes = model.get("value");
      if (!bytes.byteLength) return;
      passedOver = handIsOff() && el.closest("[data-behind]") !== null;
      if (passedOver) return;
      const old = url;
      url = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
      // The old picture stays until this one is decoded, and its size changes with it: nothing jumps.
      image.srcset = `${url} ${model.get("density")}x`;
      if (old) setTimeout(() => URL.revokeObjectURL(old), 2000);
    };
    const line = lineTo(model, {
      show: () => asked && !line.busy() && (image.hidden = false),
      mute: (silent) => {
        notice.silent(silent);
        image.hidden = false;
      },
    });
    const notice = noticeIn(el);
    let asked = "", inSight = false;
    const place = () => {
      if (!inSight) return; // a theme would otherwise draw every explorer of the notebook anew, at once
      const width = STEP * Math.floor(el.clientWidth / STEP);
      if (!width) return;
      const { dark, paper } = themeOf(el);
      const message = { kind: "place", width, density: window.devicePixelRatio || 1, dark, paper };
      if (asked === JSON.stringify(message)) return;
      asked = JSON.stringify(message);
      line.ask(message);
    };
    const sizes = new ResizeObserver(place);
    sizes.observe(el);
    const sight = new IntersectionObserver((entries) => {
      inSight = entries[entries.length - 1].isIntersecting;
      place();
    }, { rootMargin: "400px" });
    sight.observe(el);
    const stopTheme = onTheme(el, place);
    // Where the question after it brought no other picture, the one that was passed over is the right one.
    const caughtUp = ({ target }) => passedOver && target.closest(".layerwise-explorer")?.contains(el) && show();
    document.addEventListener(ANSWERED, caughtUp);
    const describe = () => (image.alt = model.get("alt"));
    model.on("change:value", show);
    model.on("change:density", show);
    model.on("change:alt", describe);
    show();
    return () => {
      model.off("change:value", show);
      model.off("change:density", show);
      model.off("change:alt", describe);
      document.removeEventListener(ANSWERED, caughtUp);
      sizes.disconnect();
      sight.disconnect();
      stopTheme();
      line.stop();
      if (url) URL.revokeObjectURL(url);
    };
  },
};
