// The lines as a sheet: arrows go between lines, a block copied from Excel is pasted and checked cell by cell, and the
// count may come from the records' numbers ("số 45 đến 92") or from the book's cumulative figure. Repeats earlier batches.
(() => {
  const form = document.querySelector("form[data-outbox-form]"), root = form?.querySelector("[data-lines]");
  if (!root) return;
  const { number, field, programmeOf, isBlank, read, clear, tellLine, summarise } = entryCheck;
  const MOST = 100, lines = () => [...root.querySelectorAll("[data-line]")];
  const add = () => { form.querySelector("[data-add-line]").click(); return lines().at(-1); };
  const changed = () => { root.dispatchEvent(new Event("input", { bubbles: true })); };
  const nameOf = (input) => input.name.replace(/^.*-\d+-/, "");

  // ---------------------------------------------------------------- arrows
  root.addEventListener("keydown", (event) => {
    const input = event.target, line = input.closest("[data-line]");
    if (!line || event.altKey || event.ctrlKey || event.metaKey || input.type === "radio" || input.tagName !== "INPUT") return;
    const isList = input.getAttribute("aria-expanded") === "true";
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !isList && (!input.matches("[data-book]") || input.value)) {
      const all = lines(), next = all[all.indexOf(line) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      const target = field(next, nameOf(input));
      target.focus(); target.select();
    }
  });

  // ---------------------------------------------------------------- paste
  const PROGRAMMES = [["population_db", /^(■ ?)?(dan cu|csdl.*dan cu|csdl ?qg ?dc|csdlqgdc|qgdc|d)$/], ["historical", /^(◇ ?)?((so hoa )?(ho tich )?lich su|shls|htls|so hoa htls|l)$/]];
  const programmeIn = (cells) => {
    for (const [n, cell] of cells.entries()) for (const [value, words] of PROGRAMMES) if (words.test(fold(cell).replace(/[().,]/g, "").trim())) return [n, value];
    return [-1, ""];
  };
  const rowsOf = (text) => text.replace(/\r/g, "").split("\n").map((row) => row.split("\t").map((cell) => cell.trim())).filter((row) => row.some(Boolean));
  const split = (cells) => { // book (in one cell or in three), programme, count: as many sheets have them
    let [at, programme] = programmeIn(cells);
    if (at < 0) at = cells.findIndex((cell, n) => n > 0 && cell && !/\d/.test(cell)); // a programme that nobody can read is none
    const rest = cells.filter((_, n) => n !== at);
    let last = rest.length - 1;
    while (last > 0 && !rest[last]) last -= 1;
    const name = rest.slice(0, last).filter(Boolean);
    return { book: name.length > 1 ? `${name[0]} ${name.slice(1).join("/")}` : name[0] ?? "", programme, count: rest[last] ?? "" };
  };
  const fill = (line, row) => {
    const known = window.bookLabelled?.(row.book) ?? window.bookTyped?.(row.book);
    field(line, "book").value = known?.label ?? row.book;
    line.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = radio.value === row.programme; });
    field(line, "count").value = row.count;
    for (const name of ["first_number", "last_number", "stated_total"]) if (field(line, name)) field(line, name).value = "";
  };
  const place = (rows, from) => {
    const all = lines(), start = all.indexOf(from);
    if (start + rows.length > MOST) {
      summarise([{ message: `Dán ${rows.length} dòng là quá nhiều: một phiếu có tối đa ${MOST} dòng. Chia thành nhiều lần.` }], "Chưa dán được");
      return;
    }
    rows.forEach((row, n) => fill(lines()[start + n] ?? add(), row));
    clear(form);
    const faults = lines().filter((line) => !isBlank(line)).flatMap((line) => tellLine(line, read(line).problems));
    const told = form.querySelector("[data-pasted]");
    told.textContent = `Đã dán ${rows.length} dòng${faults.length ? `; ${faults.length} ô cần sửa` : ", ô nào cũng đọc được. Xem lại rồi bấm Ghi phiếu"}.`;
    summarise(faults, "Các ô cần sửa");
    changed();
    if (!faults.length) field(lines()[start + rows.length - 1], "count").focus();
  };
  root.addEventListener("paste", (event) => {
    const line = event.target.closest?.("[data-line]"), text = event.clipboardData?.getData("text/plain") ?? "";
    if (!line || !/[\t\n]/.test(text.trim())) return; // one cell: the browser's own way
    event.preventDefault();
    const rows = rowsOf(text), isColumn = rows.every((row) => row.filter(Boolean).length === 1) && nameOf(event.target) !== "programme";
    if (isColumn && nameOf(event.target) === "count") {
      const all = lines();
      rows.forEach(([cell], n) => { const at = all[all.indexOf(line) + n] ?? add(); field(at, "count").value = cell; });
      changed();
      return;
    }
    const isHead = (row) => row.length > 1 && !row.some((cell) => /\d/.test(cell)) && programmeIn(row)[0] < 0;
    place(rows.filter((row, n) => n || !isHead(row)).map(split), line);
  });

  // ---------------------------------------------------------------- numbers and cumulative figures
  const modes = form.querySelectorAll("[name=count_by]"), KEY = "count-by";
  const mode = () => [...modes].find((radio) => radio.checked)?.value ?? "count";
  const showMode = () => { form.dataset.countBy = mode(); };
  const remember = () => { try { localStorage.setItem(KEY, mode()); } catch { /* private mode */ } };
  const implied = (line) => {
    const book = window.bookLabelled?.(field(line, "book").value.trim()), programme = programmeOf(line);
    if (mode() === "range") {
      const [first, last] = ["first_number", "last_number"].map((name) => number(field(line, name).value));
      return first && last && last >= first ? last - first + 1 : null;
    }
    const total = number(field(line, "stated_total").value);
    return mode() === "total" && book && programme && total !== null ? total - book.entered[programme] : null;
  };
  const showImplied = (event) => {
    for (const line of lines()) {
      const count = field(line, "count"), told = line.querySelector("[data-implied]"), value = mode() === "count" ? null : implied(line);
      if (!told) continue;
      if (event?.target && event.target !== count && line.contains(event.target) && value > 0) count.value = groupCount(value);
      const differs = value !== null && number(count.value) !== value;
      told.textContent = value === null ? "" : value <= 0 ? `▲ lũy kế không lớn hơn số đã có (${groupCount(number(field(line, "stated_total").value) - value)})` : `= ${groupCount(value)} trường hợp${differs ? `; ▲ ô số trường hợp đang ghi khác` : ""}`;
      told.className = value !== null && (value <= 0 || differs) ? "warn" : "muted";
    }
  };
  for (const radio of modes) radio.addEventListener("change", () => { showMode(); remember(); showImplied(); });
  root.addEventListener("input", showImplied);
  root.addEventListener("change", showImplied);
  root.addEventListener("desk", () => showImplied());
  try { const kept = localStorage.getItem(KEY); for (const radio of modes) radio.checked = radio.value === (kept ?? "count"); } catch { /* private mode */ }
  if (modes.length) { form.querySelector("[data-modes]").hidden = false; showMode(); }

  // ---------------------------------------------------------------- repeating
  const repeat = form.querySelector("[data-repeat]");
  root.addEventListener("desk", (event) => {
    const known = event.detail.batches.filter((batch) => batch.lines.length).slice(0, 6);
    if (!repeat) return;
    repeat.hidden = !known.length;
    const select = repeat.querySelector("select");
    select.replaceChildren(new Option("Lấy lại các sổ của phiếu trước…", ""), ...known.map((batch, n) => new Option(`${batch.day.split("-").reverse().slice(0, 2).join("/")}, ca ${batch.shift}, máy ${batch.machine}, ${batch.person}: ${batch.lines.map((line) => line.book).join(", ")}`.slice(0, 90), n)));
    select.onchange = () => {
      const batch = known[select.value];
      if (!batch) return;
      const start = lines().filter((line) => !isBlank(line)).length;
      batch.lines.forEach((row, n) => fill(lines()[start + n] ?? add(), { ...row, count: "" }));
      select.value = "";
      changed();
      field(lines()[start], "count").focus();
    };
  });
})();
