// Recording through the outbox: what "Ghi phiếu" takes is safe on this device first, then sent; the receipt appears when
// the server has it. Without IndexedDB, or with scripts off, the form is sent as a plain form.
(() => {
  const form = document.querySelector("form[data-outbox-form]");
  if (!form || !window.indexedDB) return;
  const { field, day, dayProblem, isBlank, read, soft, clear, tell, tellLine, summarise } = entryCheck;
  const root = form.querySelector("[data-lines]"), softBox = form.querySelector("[data-soft]");
  const lines = () => [...root.querySelectorAll("[data-line]")];
  let owner = { user: Number(form.dataset.user), name: form.dataset.name }, desk = null, waiting = [], isSafe = true;
  const nameOf = (programme) => ({ population_db: "■ # Dân cư", historical: "◇ # Lịch sử" })[programme];
  const sums = (entries) => {
    const sum = {};
    for (const entry of entries) sum[entry.programme] = (sum[entry.programme] ?? 0) + entry.count;
    return Object.entries(sum).sort(([a], [b]) => (a < b ? 1 : -1)).map(([programme, count]) => nameOf(programme).replace("#", groupCount(count))).join(", ");
  };
  const value = (name) => (form.elements[name]?.value ?? "").trim();

  // ---------------------------------------------------------------- reading the form
  const shiftProblems = (isIdle) => {
    const found = [], refuse = (name, message) => found.push({ name, message });
    if (dayProblem(value("work_date"))) refuse("work_date", dayProblem(value("work_date")));
    else if (desk && day(value("work_date")) > maxDay()) refuse("work_date", "Ngày ở tương lai. Kiểm tra ngày, và đồng hồ của máy này.");
    if (!value("shift")) refuse("shift", "Chọn ca.");
    if (!value("workstation")) refuse("workstation", "Chọn máy.");
    if (!value("worked_by")) refuse("worked_by", "Ghi tên người nhập.");
    else if (value("worked_by").length < 2) refuse("worked_by", "Ghi cả họ tên người nhập, ví dụ N.V.A.");
    if (isIdle && !value("reason")) refuse("reason", "Chọn lý do ca này không nhập được.");
    if (isIdle && value("reason") === "khac" && !value("other_reason")) refuse("other_reason", "Ghi rõ lý do.");
    return found;
  };
  const maxDay = () => { // the device's own day, but never before the server's last word: its clock may be wrong
    const local = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    return desk && desk.keptAt > Date.now() - 12 * 3600 * 1000 ? desk.today : local > (desk?.today ?? "") ? local : desk.today;
  };
  const reasonWords = () => {
    const [reason, detail] = [value("reason"), value("other_reason")];
    return reason === "khac" ? detail : [reason, detail].filter(Boolean).join(": ");
  };
  const collect = (isIdle) => {
    const filled = isIdle ? [] : lines().filter((line) => !isBlank(line)).map((line) => ({ line, ...read(line) }));
    return {
      filled,
      batch: {
        work_date: day(value("work_date")), shift: Number(value("shift")), workstation: Number(value("workstation")),
        worked_by: value("worked_by"), note: value("note"), reason: isIdle ? reasonWords() : "", entries: filled.map((one) => one.entry),
      },
    };
  };
  const tellAll = (problems, filled, title) => {
    clear(form);
    const faults = problems.map(({ name, message }) => {
      const input = form.elements[name] instanceof RadioNodeList ? form.elements[name][0] : form.elements[name];
      return tell(input?.closest(".field") ?? form, input, message);
    });
    for (const { line, problems: wrong } of filled) faults.push(...tellLine(line, wrong));
    if (faults.length) form.querySelector("[data-shift-summary]").open ||= problems.length > 0;
    summarise(faults, title);
    return faults.length === 0;
  };

  // ---------------------------------------------------------------- my machine, this shift: as this person left it here
  const SLOT = ["shift", "workstation", "worked_by"], slotKey = `slot:${form.dataset.user}`;
  const keepSlot = () => { try { localStorage.setItem(slotKey, JSON.stringify(SLOT.map((name) => value(name)))); } catch { /* private mode */ } };
  const restoreSlot = () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(slotKey)); } catch { /* private mode */ }
    if (!kept || form.hasAttribute("data-bound")) return;
    SLOT.forEach((name, n) => { if (!value(name)) form.elements[name].value = kept[n]; });
    const slot = form.querySelector("[data-shift-summary]");
    if (SLOT.every(value)) slot.open = false;
    slot.dispatchEvent(new Event("toggle"));
  };
  restoreSlot();
  // A page that was kept on the device comes with the same id each time: every batch needs its own.
  if (!form.hasAttribute("data-bound") && !form.hasAttribute("data-from-draft")) form.elements.id.value = outbox.uuid();

  // ---------------------------------------------------------------- recording
  const notice = (text, className, ...more) => {
    const told = Object.assign(document.createElement("p"), { className: `notice ${className}`, textContent: text });
    told.setAttribute("role", "status");
    told.append(...more);
    return told;
  };
  const say = (...notices) => {
    document.querySelectorAll("main > .notice[role=status]").forEach((old) => old.remove());
    document.querySelector("main").prepend(...notices);
    scrollTo(0, 0);
  };
  const startAnew = () => {
    for (const line of lines().slice(1)) line.remove();
    form.querySelector('[name$="-TOTAL_FORMS"]').value = 1;
    const [line] = lines();
    line.querySelectorAll("input:not([type=radio])").forEach((input) => { input.value = ""; });
    line.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = false; });
    for (const name of ["note", "other_reason"]) form.elements[name].value = "";
    form.querySelectorAll('[name="reason"]').forEach((radio) => { radio.checked = false; });
    form.querySelector("details.nothing").open = form.querySelector("[data-shift-summary]").open = false;
    form.elements.id.value = outbox.uuid();
    form.dispatchEvent(new Event("stored-away"));
    root.dispatchEvent(new Event("input"));
    clear(form); summarise([]);
  };
  const toldOf = (result) => {
    const { batch } = result.item;
    const link = (text, href) => Object.assign(document.createElement("a"), { textContent: text, href }), address = `/so-cai/phieu/${result.id}/`;
    const told = [notice("Đã ghi phiếu ", "success", link(result.receipt, address), `: ${sums(batch.entries) || `ca không nhập được – ${batch.reason}`}. `, ...(batch.reason ? [] : [link("Điều chỉnh", `${address}dieu-chinh/`)]))];
    for (const flag of result.flags ?? []) told.push(notice(`▲ Đã ghi, nhưng cần xem lại: ${flag} Nếu gõ nhầm, bấm Điều chỉnh ở dòng trên.`, "warning"));
    return told;
  };
  const record = async (isIdle) => {
    if (!desk) await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, 1500))]);
    const { filled, batch } = collect(isIdle), problems = shiftProblems(isIdle);
    if (!isIdle && !filled.length) problems.push({ name: `${root.dataset.prefix}-0-book`, message: "Ghi ít nhất một quyển sổ, hoặc chọn “Ca này không nhập được”." });
    if (!tellAll(problems, filled)) return;
    const id = form.elements.id.value, acting = owner.user !== Number(form.dataset.user);
    await outbox.add({ id, owner: owner.user, ownerName: owner.name, commune: form.dataset.commune, batch, state: acting ? "held" : "waiting",
      shown: filled.map(({ shown }) => shown) });
    if (!acting) keepSlot();
    if (acting) { startAnew(); say(notice(`Đã giữ phiếu của ${owner.name} trên máy này (${sums(batch.entries)}). ${owner.name} đăng nhập, xem lại rồi gửi.`, "warning")); return; }
    startAnew(); // it is safe: the next batch may be typed while this one is on its way
    form.removeAttribute("data-sending");
    say(notice("Đã giữ trên máy này, đang gửi…", ""));
    try {
      const result = await sent(id);
      if (result?.status === "refused") await giveBack(result);
      else if (result?.status === "conflict") say(notice("Mã phiếu này đã có trên máy chủ với nội dung khác. Xem hai bản trong danh sách phiếu chờ bên dưới rồi chọn.", "warning"));
      else if (result) { say(...toldOf(result)); refresh(); }
      else say(notice("Đã giữ trên máy này; phiếu sẽ được gửi khi có mạng.", "warning"));
    } catch (failure) {
      const why = { offline: "Chưa có mạng.", signed_out: "Phiên làm việc đã hết: đăng nhập lại để gửi.", other_user: "Tài khoản khác đang đăng nhập trên máy này." }[failure.kind] ?? failure.message ?? "Máy chủ chưa nhận được.";
      say(notice(`${why} Phiếu đã được giữ trên máy này (${sums(batch.entries) || batch.reason}) và sẽ gửi sau; không phải gõ lại.`, "warning"));
    }
  };
  const sent = async (id) => {
    for (let attempt = 0; attempt < 2; attempt++) { // a sending under way may have passed this batch by
      const result = (await outbox.send(owner.user)).find((one) => one.id === id);
      if (result || (await outbox.get("items", id))?.state !== "waiting") return result;
    }
    return undefined;
  };
  const giveBack = async (result) => { // refused at once: back into the form, unless the next batch is being typed
    if (lines().some((line) => !isBlank(line))) { say(notice("Máy chủ chưa nhận phiếu vừa ghi: xem lý do trong danh sách phiếu chờ bên dưới.", "warning")); return; }
    await window.mendWaiting(result.item);
    say();
    const { filled } = collect(Boolean(result.item.batch.reason));
    const atShift = result.errors.filter((error) => error.line === null).map((error) => ({ name: error.where, message: error.message }));
    filled.forEach((one, n) => { one.problems = result.errors.filter((error) => error.line === n); });
    tellAll(atShift, filled);
  };
  form.addEventListener("submit", (event) => {
    const button = event.submitter?.name;
    if (!isSafe || button === "add_line" || event.submitter?.hasAttribute("formaction")) return; // as a plain form
    event.preventDefault();
    if (form.hasAttribute("data-sending")) return;
    form.setAttribute("data-sending", "");
    record(button === "nothing").finally(() => form.removeAttribute("data-sending"));
  });

  // ---------------------------------------------------------------- soft checks while typing
  const showSoft = () => {
    const { filled, batch } = collect(false);
    const found = soft(batch, filled.filter((one) => !one.problems.length), desk, waiting);
    const known = [...document.querySelectorAll("#staff option")].map((one) => fold(one.value)), who = value("worked_by");
    if (who.length > 1 && known.length && !known.includes(fold(who))) found.push(`“${who}” chưa có trong Tổ: ghi phiếu thì thêm thành viên này. Kiểm tra lại tên.`);
    softBox.hidden = !found.length;
    softBox.replaceChildren(...found.map((words) => Object.assign(document.createElement("p"), { textContent: `▲ ${words}` })),
      Object.assign(document.createElement("p"), { className: "muted", textContent: "Vẫn ghi được. Nếu đúng, giải thích ngắn ở ô Ghi chú: Phòng Tư pháp sẽ thấy." }));
  };
  let pause;
  form.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(showSoft, 300); });
  form.addEventListener("change", showSoft);

  // ---------------------------------------------------------------- what is new, and who is here
  const refresh = async () => {
    try {
      const answer = await fetch(form.action, { headers: { "X-Fresh": "1" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html"), fresh = page.querySelector("form[data-outbox-form]");
      if (!fresh) return;
      if (fresh.dataset.user !== form.dataset.user) { location.reload(); return; }
      for (const part of ["[data-aside]", "[data-first]"]) {
        const [old, now] = [document.querySelector(part), page.querySelector(part)];
        if (old && now) old.replaceWith(now);
      }
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = fresh.elements.csrfmiddlewaretoken.value; });
      await keepDesk();
    } catch { /* without the network the page stays as it is */ }
  };
  const takeDesk = (found) => {
    if (!found) return;
    desk = found;
    form.setAttribute("data-ready", "");
    root.dispatchEvent(new CustomEvent("desk", { detail: desk }));
    showSoft();
  };
  const keepDesk = async () => { // what the device has comes first: the network may be slow, or gone
    if (!desk) takeDesk(await outbox.desk(form.dataset.user).catch(() => null));
    try {
      const fresh = await outbox.ask("/nhap-lieu/ban.json");
      takeDesk({ ...fresh, keptAt: Date.now() });
      await outbox.keepDesk(fresh);
    } catch { /* the strip says why */ }
  };
  const offerOthers = async () => { // a change of shift while nobody can log in
    const place = form.querySelector("[data-acting]"), others = (await outbox.desks()).filter((one) => one.user !== Number(form.dataset.user) && one.commune === form.dataset.commune);
    place.hidden = outbox.status() !== "offline" || !others.length;
    if (place.hidden || place.dataset.ready) return;
    place.dataset.ready = "1";
    const choice = document.createElement("select"), label = Object.assign(document.createElement("label"), { textContent: "Mất mạng, đổi người: phiếu này của " });
    choice.append(...[{ user: Number(form.dataset.user), name: form.dataset.name }, ...others].map((one) => new Option(one.name, one.user)));
    choice.addEventListener("change", () => {
      owner = { user: Number(choice.value), name: choice.selectedOptions[0].textContent };
      form.elements.worked_by.value = owner.name;
      form.dispatchEvent(new Event("input"));
    });
    label.append(choice);
    place.replaceChildren(label, Object.assign(document.createElement("p"), { className: "hint", textContent: "Người đó đăng nhập khi có mạng, xem lại rồi mới gửi." }));
  };
  addEventListener("outbox-changed", async () => { waiting = await outbox.mine(owner.user).catch(() => []); offerOthers().catch(() => {}); });
  addEventListener("outbox-settled", (event) => {
    const stored = event.detail.filter((one) => one.receipt && one.status !== "conflict");
    if (stored.length && !form.hasAttribute("data-sending")) { say(...(stored.length === 1 ? toldOf(stored[0]) : [notice(`Đã gửi ${stored.length} phiếu: ${stored.map((one) => one.receipt).slice(0, 6).join(", ")}${stored.length > 6 ? "…" : ""}.`, "success")])); refresh(); }
  });
  outbox.works().then((does) => {
    isSafe = does;
    const box = form.querySelector("[data-unsafe]");
    if (box) box.hidden = does;
    if (does) outbox.mine(owner.user).then((items) => { waiting = items; });
  });
  const isKept = performance.getEntriesByType("navigation")[0]?.transferSize === 0; // by the service worker
  const ready = isKept ? refresh().then(() => desk || keepDesk()) : keepDesk();
})();
