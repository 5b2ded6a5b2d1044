// A gap in the network is noted when there is no network to note it with: a cause pressed while offline is kept on this
// device with its moment, and offered as a filled-in form when the network is back.
(() => {
  const place = document.querySelector("[data-down-kept]");
  if (!place) return;
  const key = `down:${place.dataset.user}`;
  const read = () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const isOffline = () => navigator.onLine === false || window.outbox?.status() === "offline";
  const two = (number) => String(number).padStart(2, "0");
  const day = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`, clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;
  const show = () => {
    const kept = read();
    place.hidden = !kept;
    if (!kept) return place.replaceChildren();
    const from = new Date(kept.at), until = new Date();
    const told = Object.assign(document.createElement("p"), { textContent: `▲ Đã giữ trên máy này: ${kept.words.toLowerCase()} từ ${clock(from)}. ` });
    if (isOffline()) told.append("Có mạng lại thì ghi vào sổ gián đoạn tại đây.");
    else {
      const query = new URLSearchParams({ "nguyen-nhan": kept.cause, "tu-ngay": day(from), "tu-luc": clock(from), "den-ngay": day(until), "den-luc": clock(until) });
      told.append(Object.assign(document.createElement("a"), { href: `${place.dataset.form}?${query}`, textContent: "Ghi gián đoạn" }), " ");
    }
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "Bỏ, không ghi" });
    drop.addEventListener("click", () => { localStorage.removeItem(key); show(); });
    told.append(drop);
    place.replaceChildren(told);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=down]");
    if (!button || !isOffline()) return;
    event.preventDefault();
    if (!read()) localStorage.setItem(key, JSON.stringify({ cause: button.value, words: button.textContent.trim(), at: new Date().toISOString() }));
    show();
    place.scrollIntoView({ block: "nearest" });
  }, true);
  for (const name of ["online", "offline", "outbox-changed"]) addEventListener(name, show);
  show();
})();
