// Sums as an extract is typed: form[data-sums] with tables of tr[data-row].
(() => {
  const form = document.querySelector("form[data-sums]");
  if (!form) return;
  // As the server reads it (communes/reading.py): what is no whole number counts for nothing until it is mended.
  const read = (field) => {
    const typed = field.value.trim();
    if (/^[1-9]\d{0,2}(([. \u00a0])\d{3})(\2\d{3})*$|^[1-9]\d{0,2}(,\d{3})+$/.test(typed)) return Number(typed.replace(/\D/g, ""));
    return /^\d{1,7}$/.test(typed) ? Number(typed) : 0;
  };
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
