// Keeps the one-line summary of date, shift, machine and person in step with the fields below it.
(() => {
  const slot = document.querySelector("[data-shift-summary]");
  if (!slot) return;
  const show = () => {
    for (const place of slot.querySelectorAll("[data-show]")) {
      const field = slot.querySelector(`[name="${place.dataset.show}"]:checked`) || slot.querySelector(`[name="${place.dataset.show}"]:not([type=radio])`);
      if (field) place.textContent = field.type === "radio" ? field.closest("label").textContent.trim() : field.value;
    }
  };
  slot.addEventListener("input", show);
  slot.addEventListener("toggle", show);
})();
