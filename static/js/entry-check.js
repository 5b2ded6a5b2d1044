// What stands in the lines of the entry form, read as the server reads it (communes/reading.py, finding.py), and what is
// wrong or improbable about it: checked on the device, so that it works without the network too.
window.entryCheck = (() => {
  const MOST = 1000000;
  const number = (text) => {
    const typed = (text ?? "").trim();
    if (!typed) return null;
    if (/^[1-9]\d{0,2}([. ]\d{3})+$|^[1-9]\d{0,2}(,\d{3})+$/.test(typed)) return Number(typed.replace(/[., ]/g, ""));
    return /^\d{1,12}$/.test(typed) ? Number(typed) : NaN;
  };
  const day = (text) => {
    const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$/.exec((text ?? "").trim()) ?? [];
    const [, d, m, y] = found, year = Number(y) + (y?.length === 2 ? 2000 : 0), at = new Date(Date.UTC(year, m - 1, d));
    return found.length && at.getUTCMonth() === m - 1 && at.getUTCDate() === Number(d) ? at.toISOString().slice(0, 10) : null;
  };
  // Why a date cannot be read, in words; empty when it can.
  const dayProblem = (text) => {
    const typed = (text ?? "").trim();
    if (day(typed)) return "";
    if (!typed) return "Ghi ngày làm việc.";
    return /^\d{1,2}[/.-]\d{1,2}[/.-]?$/.test(typed) ? "Thiếu năm. Ghi đủ ngày/tháng/năm, ví dụ 03/3/2024." : `Không có ngày ${typed}. Ghi ngày/tháng/năm, ví dụ 03/3/2024.`;
  };
  const field = (line, name) => line.querySelector(`[name$="-${name}"]:not([type=radio])`);
  const programmeOf = (line) => line.querySelector("input[type=radio]:checked")?.value ?? "";
  const isBlank = (line) => !["book", "count", "first_number", "last_number", "stated_total"].some((name) => field(line, name)?.value.trim());

  // One line: its entry for the server, and its problems [{where, message}].
  const read = (line) => {
    const problems = [], refuse = (where, message) => problems.push({ where, message });
    const name = field(line, "book").value.trim(), book = window.bookLabelled?.(name) ?? window.bookTyped?.(name);
    if (!name) refuse("book", "Ghi quyển sổ, ví dụ KS 3/1998.");
    else if (!book && window.bookCount?.()) refuse("book", `Xã không có quyển “${name}”, hoặc có nhiều quyển như vậy. Gõ loại sổ, quyển số và năm, ví dụ KS 3/1998.`);
    const programme = programmeOf(line);
    if (!programme) refuse("programme", "Chọn chương trình: Dân cư hoặc Lịch sử.");
    const count = number(field(line, "count").value);
    if (count === null) refuse("count", "Ghi số trường hợp đã nhập.");
    else if (Number.isNaN(count)) refuse("count", "Số trường hợp là số nguyên, không có phần lẻ. Gõ ví dụ 46.");
    else if (count < 1) refuse("count", "Số trường hợp phải lớn hơn 0. Quyển không nhập được thì bỏ dòng đó.");
    else if (count > MOST) refuse("count", "Số quá lớn, không thể có trong một dòng. Kiểm tra lại.");
    const stated = {};
    for (const [key, field_name] of [["first", "first_number"], ["last", "last_number"], ["total", "stated_total"]]) {
      const value = number(field(line, field_name)?.value);
      if (Number.isNaN(value)) refuse(field_name, "Chỉ gõ chữ số, ví dụ 45.");
      else if (value !== null) stated[key] = value;
    }
    if (stated.first && stated.last && stated.first > stated.last) refuse("first_number", "Số đầu lớn hơn số cuối. Ghi lại, ví dụ từ số 45 đến số 92.");
    return { problems, book, shown: book?.label ?? name, entry: { book: book?.id ?? name, programme, count, ...stated } };
  };

  // The improbable, from what the device knows; the server decides anew when the batch arrives.
  const soft = (batch, lines, desk, waiting = []) => {
    const found = [];
    const group = (value) => groupCount(value);
    const sum = batch.entries.reduce((all, entry) => all + (entry.count || 0), 0);
    const typed = new Map();
    for (const { book, entry } of lines) {
      if (entry.first && entry.last && entry.last - entry.first + 1 !== entry.count) found.push(`${book?.label ?? entry.book}: từ số ${entry.first} đến số ${entry.last} là ${group(entry.last - entry.first + 1)} trường hợp, đang ghi ${group(entry.count)}.`);
      if (book && entry.programme === "population_db") typed.set(book, (typed.get(book) ?? 0) + (entry.count || 0));
    }
    const queued = (book) => waiting.reduce((all, item) => all + item.batch.entries.filter((entry) => entry.book === book.id && entry.programme === "population_db").reduce((n, entry) => n + entry.count, 0), 0);
    for (const [book, count] of typed) {
      const left = book.left - queued(book);
      if (count > left) found.push(`${book.label}: ghi ${group(count)}, sổ chỉ còn ${group(Math.max(left, 0))}.`);
      const others = (book.by ?? []).filter((name) => fold(name) !== fold(batch.worked_by));
      if (others.length && desk?.today === batch.work_date) found.push(`${book.label}: hôm nay ${others.join(", ")} cũng đã ghi quyển này.`);
    }
    const machine = desk?.machines.find((one) => one.id === Number(batch.workstation));
    if (machine?.best && sum > desk.limits.far * machine.best) found.push(`Cả phiếu ${group(sum)} trường hợp, ca nhiều nhất trước đây của máy này là ${group(machine.best)}.`);
    else if (sum > (desk?.limits.large ?? Infinity)) found.push(`Cả phiếu ${group(sum)} trường hợp trong một ca.`);
    const before = (days) => {
      const at = new Date(`${batch.work_date}T00:00:00Z`);
      at.setUTCDate(at.getUTCDate() - days);
      return machine?.before.find(([day, shift]) => day === at.toISOString().slice(0, 10) && shift === Number(batch.shift))?.[2];
    };
    if (sum && desk && batch.work_date && [...Array(desk.limits.sameDays - 1).keys()].every((n) => before(n + 1) === sum)) found.push(`${desk.limits.sameDays} ngày liền máy này đều ghi ${group(sum)}.`);
    const far = (day) => Math.abs(Date.parse(day) - Date.parse(batch.work_date)) / 864e5, days = (desk?.roster ?? []).map(([day]) => day);
    if (sum && batch.work_date && days.some((day) => far(day) <= desk.limits.rosterAround) && !days.includes(batch.work_date)) found.push("Ngày này xã không phân ai trong bảng ca trực.");
    return found;
  };

  // Errors at their place, as the server renders them.
  const clear = (form) => {
    form.querySelectorAll("[data-told]").forEach((told) => told.remove());
    form.querySelectorAll("[data-marked]").forEach((marked) => { marked.classList.remove("wrong"); marked.removeAttribute("data-marked"); });
    form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  };
  const tell = (place, input, message) => {
    const told = Object.assign(document.createElement("p"), { className: "error", textContent: message });
    told.dataset.told = "";
    place.prepend(told);
    if (input) { input.setAttribute("aria-invalid", "true"); told.id = `${input.id}_told`; }
    return { target: input?.id ?? place.id, message };
  };
  const tellLine = (line, problems) => problems.map(({ where, message }) => {
    const input = where === "programme" ? line.querySelector("input[type=radio]") : field(line, where) ?? field(line, "book");
    return { ...tell(line, input, `${{ book: "Quyển sổ", programme: "Chương trình", count: "Số trường hợp" }[where] ?? "Số"}: ${message}`), message };
  });
  const summarise = (faults, title = "Chưa ghi được") => {
    document.querySelector("[data-summary]")?.remove();
    if (!faults.length) return;
    const box = Object.assign(document.createElement("div"), { className: "error-summary", tabIndex: -1 });
    box.dataset.summary = "";
    box.setAttribute("role", "alert");
    const list = document.createElement("ul");
    for (const { target, message } of faults) {
      const item = document.createElement("li");
      item.append(target ? Object.assign(document.createElement("a"), { href: `#${target}`, textContent: message }) : message);
      list.append(item);
    }
    box.append(Object.assign(document.createElement("h2"), { textContent: title }), list);
    document.querySelector(".page-head").after(box);
    box.focus();
  };
  return { number, day, dayProblem, field, programmeOf, isBlank, read, soft, clear, tell, tellLine, summarise };
})();
