// Keeps the one-line summary of date, shift, machine and person in step with the fields below it.
(() => {
  const slot = document.querySelector("[data-shift-summary]");
  if (!slot) return;
  // A date is shown as it was understood: 3/3/24 is 03/3/2024.
  const asUnderstood = (text) => {
    const iso = window.entryCheck?.day(text);
    if (!iso) return text;
    const [year, month, day] = iso.split("-");
    return `${day}/${Number(month) < 3 ? month : Number(month)}/${year}`;
  };
  const show = () => {
    for (const place of slot.querySelectorAll("[data-show]")) {
      const field = slot.querySelector(`[name="${place.dataset.show}"]:checked`) || slot.querySelector(`[name="${place.dataset.show}"]:not([type=radio])`);
      if (field) place.textContent = field.type === "radio" ? field.closest("label").textContent.trim() : place.dataset.show === "work_date" ? asUnderstood(field.value) : field.value;
    }
  };
  slot.addEventListener("input", show);
  slot.addEventListener("toggle", show);
})();
