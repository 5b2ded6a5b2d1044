// What is left to allot, as numbers are typed: form[data-allot] with input[data-adds=e|t] and output[data-rest=e|t].
(() => {
  const form = document.querySelector("form[data-allot]");
  if (!form) return;
  const read = (field) => Number((field?.value ?? "").replace(/[.,\s]/g, "")) || 0;
  const show = () => {
    for (const rest of form.querySelectorAll("[data-rest]")) {
      let left = Number(rest.dataset.from);
      for (const field of form.querySelectorAll(`[data-adds="${rest.dataset.rest}"]`)) left -= read(field);
      if (rest.dataset.rest === "t") left -= read(form.elements.counted_elsewhere);
      rest.textContent = left.toLocaleString("vi-VN");
      rest.className = left < 0 ? "bad" : "";
    }
  };
  form.addEventListener("input", show);
  show();
})();
