// The strip under the page's head: connected or not, how many batches wait on this device, since when, and when everything
// was last sent. On the log-in page it names whose batches wait. Sends when the network returns, and every half minute.
(() => {
  const bar = document.querySelector("[data-outbox-bar]");
  if (!bar || !window.indexedDB) return;
  const user = Number(bar.dataset.user) || null, SHIFT = 8 * 3600 * 1000;
  const clock = (time) => {
    const at = new Date(time), hours = at.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    return at.toDateString() === new Date().toDateString() ? `lúc ${hours}` : `${hours} ngày ${at.getDate()}/${at.getMonth() + 1}`;
  };
  const words = {
    online: ["good", "● Có mạng"], offline: ["warn", "○ Mất mạng"], unknown: ["muted", "○ Đang thử mạng"],
    signed_out: ["warn", "○ Phiên đã hết"], other_user: ["warn", "○ Tài khoản khác đang đăng nhập"], server: ["warn", "○ Máy chủ đang lỗi"],
    not_allowed: ["warn", "○ Tài khoản này không ghi phiếu"],
  };
  const span = (text, className = "") => Object.assign(document.createElement("span"), { textContent: text, className });
  let shownBefore = "";
  const show = async () => {
    const items = await outbox.all().catch(() => []);
    const own = items.filter((item) => item.owner === user), others = items.filter((item) => item.owner !== user);
    const parts = [];
    if (user) {
      const [className, text] = words[navigator.onLine === false ? "offline" : outbox.status()] ?? words.offline;
      parts.push(span(text, className));
      const last = await outbox.lastSent(user).catch(() => null);
      if (own.length) {
        const isLate = Date.now() - own[0].savedAt > SHIFT, stuck = own.filter((item) => item.state !== "waiting").length;
        parts.push(span(`${own.length} phiếu chờ gửi trên máy này, cũ nhất ${clock(own[0].savedAt)}${stuck ? `; ${stuck} phiếu cần xem lại` : ""}`, isLate || stuck ? "warn" : ""));
        if (isLate) parts.push(span("▲ Có phiếu chờ quá một ca: tìm nơi có mạng, hoặc lưu thành tệp và gửi Phòng Tư pháp.", "warn"));
      } else parts.push(span(last ? `đã gửi hết ${clock(last)}` : "không có phiếu chờ", "muted"));
      if (outbox.status() === "signed_out") parts.push(Object.assign(document.createElement("a"), { href: "/dang-nhap/?next=/nhap-lieu/", textContent: "Đăng nhập lại để gửi" }));
    }
    const names = new Map();
    for (const item of others) names.set(item.ownerName, (names.get(item.ownerName) ?? 0) + 1);
    for (const [name, count] of names) parts.push(span(`${name} còn ${count} phiếu chưa gửi trên máy này${user ? "" : ": đăng nhập bằng tài khoản đó để gửi"}`, "warn"));
    const text = parts.map((part) => part.textContent).join("|");
    if (text !== shownBefore) { bar.replaceChildren(...parts); shownBefore = text; } // a screen reader hears changes only
    bar.hidden = !parts.length;
  };
  const attempt = async () => {
    if (!user) return;
    try {
      if ((await outbox.mine(user)).some((item) => item.state === "waiting")) {
        const settled = await outbox.send(user);
        if (settled.length) dispatchEvent(new CustomEvent("outbox-settled", { detail: settled }));
      } else await outbox.hello();
    } catch { /* the strip says why */ }
    show();
  };
  addEventListener("outbox-changed", show);
  addEventListener("online", attempt);
  addEventListener("offline", show);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") attempt(); });
  setInterval(() => { if (document.visibilityState === "visible") attempt(); }, 30000);
  show();
  attempt();

  // Nobody finds another's page: it is kept for going on without the network, and goes when its owner goes.
  const forget = () => ("caches" in window ? caches.delete("trang") : Promise.resolve());
  if (!user) forget();
  addEventListener("submit", (event) => { if (event.target.matches("[data-sign-out]") && !event.defaultPrevented) forget(); });
  if ("serviceWorker" in navigator && user) navigator.serviceWorker.register("/sw.js").catch(() => {});
})();
