// The page hears the keys that size it, wherever the focus is, and hands them on: see zoom.rs.
addEventListener(
  "keydown",
  (event) => {
    const steps = { "+": "larger", "=": "larger", "-": "smaller", _: "smaller", 0: "usual" };
    const step = steps[event.key];
    if (step === undefined || !event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.webkit.messageHandlers.zoom.postMessage(step);
  },
  true,
);
