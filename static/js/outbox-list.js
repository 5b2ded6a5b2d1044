// The batches that wait on this device, each with what it says and what may be done: send, mend, put aside. Only the
// owner's; and saving them as a file, for a machine that has the network.
(() => {
  const box = document.querySelector("[data-outbox-list]");
  if (!box || !window.indexedDB) return;
  const user = Number(box.dataset.user), list = box.querySelector("ul"), form = document.querySelector("form[data-outbox-form]");
  const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  const button = (text, act, isQuiet = true) => {
    const made = make("button", text, { type: "button", className: isQuiet ? "quiet" : "" });
    made.addEventListener("click", act);
    return made;
  };
  const date = (iso) => (iso ?? "").split("-").reverse().map((part, n) => (n === 1 && part > "02" ? String(Number(part)) : part)).join("/"); // 04/3/2024
  const mark = { population_db: "■", historical: "◇" };
  const linesOf = (entries, shown = []) => entries.map((entry, n) => `${shown[n] ?? entry.book} ${mark[entry.programme] ?? ""} ${groupCount(entry.count)}`).join("; ");
  const headOf = (batch) => `Ca ${batch.shift}, ngày ${date(batch.work_date)}, ${batch.worked_by}`;
  const words = { waiting: "○ chờ gửi", refused: "✕ cần sửa", conflict: "▲ trùng mã, khác nội dung", held: "▲ ghi lúc không đăng nhập được: xem lại" };
  const mend = async (item) => {
    const set = (name, value) => { const field = form.elements[name]; if (field) field.value = value ?? ""; };
    for (const name of ["worked_by", "note"]) set(name, item.batch[name]);
    set("work_date", date(item.batch.work_date)); set("shift", item.batch.shift); set("workstation", item.batch.workstation);
    form.elements.id.value = item.state === "conflict" ? outbox.uuid() : item.id;
    item.batch.entries.forEach((entry, n) => {
      const lines = () => [...form.querySelectorAll("[data-line]")];
      if (!lines()[n]) form.querySelector("[data-add-line]").click();
      const line = lines()[n], put = (name, value) => { const input = entryCheck.field(line, name); if (input) input.value = value ?? ""; };
      put("book", item.shown?.[n] ?? entry.book); put("count", entry.count);
      put("first_number", entry.first); put("last_number", entry.last); put("stated_total", entry.total);
      line.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = radio.value === entry.programme; });
    });
    if (item.batch.reason) {
      const radio = [...form.querySelectorAll("[name=reason]")].find((one) => one.value === item.batch.reason);
      (radio ?? form.querySelector("[name=reason][value=khac]")).checked = true;
      if (!radio) set("other_reason", item.batch.reason);
      form.querySelector("details.nothing").open = true;
    }
    form.querySelector("[data-shift-summary]").open = true;
    form.dispatchEvent(new Event("input", { bubbles: true })); // kept as a draft before it leaves the outbox
    await outbox.remove(item.id);
    form.scrollIntoView();
    entryCheck.field(form.querySelector("[data-line]"), "count").focus();
  };
  window.mendWaiting = mend;
  const row = (item) => {
    const made = document.createElement("li");
    made.append(make("b", headOf(item.batch)), make("span", ` ${words[item.state]}`, { className: item.state === "waiting" ? "muted" : "warn" }),
      make("p", item.batch.reason ? `Ca không nhập được: ${item.batch.reason}` : linesOf(item.batch.entries, item.shown)));
    for (const error of item.errors ?? []) if (item.state === "refused") made.append(make("p", error.message, { className: "error" }));
    if (item.state === "conflict" && item.stored) made.append(make("p", `Trên máy chủ: ca ${item.stored.shift}, ngày ${date(item.stored.work_date)}, ${item.stored.worked_by}: ${linesOf(item.stored.entries)}`));
    const acts = make("div", "", { className: "acts" });
    if (item.state === "held") acts.append(button("Đúng là của tôi, gửi", async () => { await outbox.put({ ...item, state: "waiting" }); send(); }, false));
    if (item.state === "conflict") acts.append(button("Giữ bản trên máy chủ", () => outbox.remove(item.id)));
    if (form) acts.append(button(item.state === "conflict" ? "Ghi bản này thành phiếu mới" : "Sửa", () => mend(item)));
    else if (item.state !== "waiting") acts.append(make("a", "Xem lại trên trang Nhập liệu", { href: "/nhap-lieu/" }));
    if (item.state !== "conflict") acts.append(ask(item));
    made.append(acts);
    return made;
  };
  const ask = (item) => {
    const first = button("Bỏ phiếu này", () => first.replaceWith(button("Bấm lần nữa để bỏ hẳn", () => outbox.remove(item.id))));
    return first;
  };
  const send = async () => {
    try { const settled = await outbox.send(user); if (settled.length) dispatchEvent(new CustomEvent("outbox-settled", { detail: settled })); } catch { /* the strip says why */ }
  };
  const save = async () => {
    const items = await outbox.mine(user), [first] = items;
    const content = { format: "tuyphuoc-hang-cho", version: 1, owner: { id: user, name: first.ownerName }, commune: first.commune, batches: items.map((item) => ({ ...item.batch, id: item.id, shown: item.shown })) };
    const link = make("a", "", { href: URL.createObjectURL(new Blob([JSON.stringify(content)], { type: "application/json" })), download: `hang-cho-${first.commune}-${new Date().toISOString().slice(0, 10)}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  box.querySelector("[data-send]").addEventListener("click", send);
  box.querySelector("[data-save]").addEventListener("click", save);
  const show = async () => {
    const items = await outbox.mine(user).catch(() => []);
    box.hidden = !items.length;
    box.querySelector("[data-count]").textContent = items.length;
    list.replaceChildren(...items.slice(0, 100).map(row));
  };
  addEventListener("outbox-changed", show);
  show();
})();
