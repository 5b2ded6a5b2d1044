// The lines of a batch by keyboard: Enter goes on, the last one makes another; D and L choose the programme;
// Ctrl+Enter saves. Shows what each book has left and the sum of each programme.
(() => {
  const root = document.querySelector("[data-lines]");
  if (!root) return;
  const form = root.closest("form"), sums = form.querySelector("[data-line-sum]");
  const total = root.querySelector(`[name="${root.dataset.prefix}-TOTAL_FORMS"]`);
  const lines = () => [...root.querySelectorAll("[data-line]")];
  const bookOf = (line) => line.querySelector("[data-book]");
  const countOf = (line) => line.querySelector("[data-count]");
  const programmeOf = (line) => line.querySelector("input[type=radio]:checked");
  const numberIn = (input) => (/^[1-9]\d{0,2}([. ]\d{3})+$|^[1-9]\d{0,2}(,\d{3})+$|^\d+$/.test(input.value.trim()) ? Number(input.value.replace(/\D/g, "")) : 0);

  const addLine = () => {
    const blank = root.querySelector("template[data-blank-line]");
    const shell = document.createElement("div");
    shell.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    const line = shell.firstElementChild;
    blank.before(line);
    total.value = Number(total.value) + 1;
    root.dispatchEvent(new Event("line-added"));
    return line;
  };
  // What the batch that is being corrected counts itself: its books have that much more room.
  const own = JSON.parse(root.dataset.own ?? "{}");
  const show = () => {
    const sum = { population_db: 0, historical: 0 };
    for (const line of lines()) {
      const book = window.bookLabelled && bookLabelled(bookOf(line).value.trim());
      const output = line.querySelector("[data-left]"), count = numberIn(countOf(line)), programme = programmeOf(line);
      if (programme) sum[programme.value] += count;
      if (!output) continue;
      const room = book ? book.left + (own[book.label] ?? 0) : 0;
      const over = book && programme && programme.value === "population_db" ? count - room : 0;
      output.textContent = !book ? "–" : over > 0 ? `▲ vượt ${groupCount(over)}` : groupCount(Math.max(room, 0));
      output.className = over > 0 ? "warn" : "";
    }
    if (sums) sums.textContent = sum.population_db + sum.historical
      ? `Cộng: ■ ${groupCount(sum.population_db)} dân cư, ◇ ${groupCount(sum.historical)} lịch sử` : "";
  };
  const focusProgramme = (line) => (programmeOf(line) || line.querySelector("input[type=radio]")).focus();
  const nextLine = (line) => {
    const all = lines();
    bookOf(all[all.indexOf(line) + 1] || addLine()).focus();
  };
  root.addEventListener("chosen", (event) => focusProgramme(event.target.closest("[data-line]")));
  root.addEventListener("input", show);
  root.addEventListener("change", show);
  root.addEventListener("books-loaded", show);
  root.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-line]");
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.key.toLowerCase();
    if (event.target.type === "radio" && (letter === "d" || letter === "l" || letter === "đ")) {
      event.preventDefault();
      const radio = line.querySelector(`input[value="${letter === "l" ? "historical" : "population_db"}"]`);
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
      countOf(line).focus();
    } else if (event.key === "Enter" && event.target.tagName === "INPUT") {
      event.preventDefault();
      if (event.target.matches("[data-book]")) {
        if (event.target.value.trim()) focusProgramme(line);
        else form.querySelector("[name=record]").focus();
      } else if (event.target.type === "radio") countOf(line).focus();
      else nextLine(line);
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey) { event.preventDefault(); form.querySelector("[name=record]").click(); }
    else if (event.target.tagName === "INPUT" && !root.contains(event.target)) event.preventDefault();
  });
  const button = form.querySelector("[data-add-line]");
  if (button) button.addEventListener("click", (event) => { event.preventDefault(); bookOf(addLine()).focus(); });
  show();
})();
