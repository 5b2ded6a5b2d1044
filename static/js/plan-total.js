// The sum of the targets, as numbers are typed: form[data-adding] with input[data-adds-up] and output[data-sum].
(() => {
  const form = document.querySelector("form[data-adding]");
  if (!form) return;
  const sum = form.querySelector("[data-sum]");
  const read = (field) => Number(field.value.replace(/[.,\s]/g, "")) || 0;
  form.addEventListener("input", () => {
    let total = 0;
    for (const field of form.querySelectorAll("[data-adds-up]")) total += read(field);
    sum.textContent = String(total).replace(/\B(?=(\d{3})+$)/g, ".");
  });
})();
