// Sums as an extract is typed: form[data-sums] with tables of tr[data-row].
(() => {
  const form = document.querySelector("form[data-sums]");
  if (!form) return;
  const read = (field) => Number(field.value.replace(/[.,\s]/g, "")) || 0;
  const write = (output, sum) => { output.textContent = sum.toLocaleString("vi-VN"); };
  const show = () => {
    for (const table of form.querySelectorAll("table")) {
      const kinds = [];
      for (const row of table.querySelectorAll("tr[data-row]")) {
        const counts = [...row.querySelectorAll("input")].map(read);
        counts.forEach((count, place) => { kinds[place] = (kinds[place] ?? 0) + count; });
        write(row.querySelector("[data-row-sum]"), counts.reduce((a, b) => a + b, 0));
      }
      table.querySelectorAll("[data-kind-sum]").forEach((output, place) => write(output, kinds[place] ?? 0));
      write(table.querySelector("[data-sum]"), kinds.reduce((a, b) => a + b, 0));
    }
  };
  form.addEventListener("input", show);
  show();
})();
