// Typing in a paper slip, with or without the network: the code printed on it becomes the batch's id, so that the same
// slip typed twice is one batch. The server reads codes in the same way (entries/slips.py).
(() => {
  const ALPHABET = "23456789BCFGHJKMNPQRTVX", PAYLOAD = 9, LENGTH = 10, TAIL = "8a5f-9e1c-7075c6a1b0f0";
  // The code as printed and the id of its batch; throws a sentence that says what to look at.
  const read = (typed) => {
    const bare = typed.toUpperCase().replace(/[\s.–-]/g, ""), strange = [...bare].find((char) => !ALPHABET.includes(char));
    if (strange) throw new Error(`Mã phiếu giấy không có ký tự “${strange}”. Mã chỉ gồm chữ số 2–9 và các chữ ${ALPHABET.slice(8)}; xem lại mã in trên phiếu.`);
    if (bare.length !== LENGTH) throw new Error(`Mã phiếu giấy có ${LENGTH} ký tự, vừa gõ ${bare.length}. Gõ đủ cả hai nhóm in trên phiếu.`);
    const places = [...bare].map((char) => ALPHABET.indexOf(char)), payload = places.slice(0, PAYLOAD);
    if (payload.reduce((sum, place, n) => sum + place * (n + 1), 0) % ALPHABET.length !== places[PAYLOAD]) throw new Error("Mã phiếu giấy gõ nhầm hoặc đảo chỗ ký tự. So lại từng ký tự với mã in trên phiếu.");
    const number = payload.reduce((sum, place) => sum * ALPHABET.length + place, 0); // below 2^53
    const hex = (part, digits) => part.toString(16).padStart(digits, "0");
    return { code: `${bare.slice(0, 5)}-${bare.slice(5)}`, id: `${hex(number % 2 ** 32, 8)}-${hex(Math.floor(number / 2 ** 32), 4)}-${TAIL}` };
  };
  window.readSlipCode = read;

  const box = document.querySelector("[data-paper-slip]"), form = document.querySelector("form[data-outbox-form]");
  if (!box || !form) return;
  const told = box.querySelector("[data-slip-told]"), input = box.querySelector("[name=phieu]"), error = box.querySelector(".error");
  const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  const refuse = (message) => {
    error.textContent = message;
    error.hidden = !message;
    input.closest(".field").classList.toggle("wrong", Boolean(message));
    if (message) { input.setAttribute("aria-invalid", "true"); box.querySelector("details").open = true; input.focus(); } else input.removeAttribute("aria-invalid");
  };
  let current = null;
  const leave = () => {
    current = null;
    told.replaceChildren();
    if (location.search.includes("phieu=")) history.replaceState(null, "", location.pathname);
  };
  const tell = (className, words, more = []) => {
    const notice = make("p", words, { className: `notice ${className}` });
    const out = make("button", "Thôi, ghi phiếu thường", { type: "button", className: "plain" });
    out.addEventListener("click", () => { leave(); form.elements.id.value = window.outbox.uuid(); });
    notice.append(...more, " ", out);
    told.replaceChildren(notice);
  };
  // What this device knows of the slip: it waits here, or was among the last batches; then what the server knows.
  const known = async ({ code, id }) => {
    if (!window.indexedDB) return null;
    const waits = await outbox.get("items", id).catch(() => null);
    if (waits) return ["warn", `▲ Phiếu giấy ${code} đã được gõ và đang chờ gửi trên máy này. Không phải gõ lại.`];
    const kept = (await outbox.desk(form.dataset.user).catch(() => null))?.batches.find((batch) => batch.id === id);
    if (kept) return stored(code, kept.receipt, `/so-cai/phieu/${id}/`);
    const answer = await outbox.ask(`/nhap-lieu/phieu-giay/ma.json?phieu=${code}`).catch(() => null);
    if (answer?.stored) return stored(code, answer.stored.receipt, answer.stored.address);
    if (answer?.is_elsewhere) return ["warn", `▲ Mã ${code} đã dùng cho phiếu của xã khác. Bấm “Thôi, ghi phiếu thường” rồi ghi số liệu của phiếu giấy này.`];
    return null;
  };
  const stored = (code, receipt, href) => ["warn", `▲ Phiếu giấy ${code} đã được ghi: `, [make("a", receipt, { href }), ". Không phải gõ lại."]];
  const take = async (typed) => {
    let slip;
    try { slip = read(typed); } catch (wrong) { leave(); refuse(wrong.message); return; }
    refuse("");
    current = slip;
    form.elements.id.value = slip.id;
    box.querySelector("details").open = false;
    const words = ["", `Đang gõ phiếu giấy ${slip.code}: gõ đúng như trên giấy rồi bấm Ghi phiếu.`];
    tell(...words);
    const found = await known(slip);
    if (found && current === slip) tell(...found);
  };
  box.querySelector("[data-slip-form]").addEventListener("submit", (event) => {
    event.preventDefault();
    take(input.value).then(() => { if (current) { input.value = ""; form.querySelector("[data-book]")?.focus(); } });
  });
  form.addEventListener("stored-away", leave); // the slip is safe: the next batch is an ordinary one
  const asked = new URLSearchParams(location.search).get("phieu");
  if (asked && !form.hasAttribute("data-bound")) take(asked);
})();
