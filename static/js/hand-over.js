// Giao ca ends with nothing waiting on this device, or with an explicit leave: logging out never deletes what waits.
(() => {
  const form = document.querySelector("[data-hand-over]");
  if (!form || !window.indexedDB) return;
  const user = Number(form.dataset.user), leave = form.querySelector("[data-leave]"), tick = form.elements.leave, error = leave.querySelector(".error");
  const none = document.querySelector("[data-none-waiting]");
  const wrong = (is) => {
    error.hidden = !is;
    leave.classList.toggle("wrong", is);
    if (is) { tick.setAttribute("aria-invalid", "true"); tick.focus(); } else tick.removeAttribute("aria-invalid");
  };
  let waiting = null; // not counted yet
  const show = async () => {
    waiting = (await outbox.mine(user).catch(() => [])).length;
    leave.hidden = !waiting;
    leave.querySelector("[data-count]").textContent = waiting;
    none.hidden = waiting > 0;
    none.className = "good";
    none.textContent = "✓ Không còn phiếu nào chờ gửi trên máy này.";
    if (!waiting) { tick.checked = false; wrong(false); }
  };
  tick.addEventListener("change", () => wrong(false));
  form.addEventListener("submit", (event) => {
    if (waiting === 0 || tick.checked) return;
    event.preventDefault();
    if (waiting === null) return void counted.then(() => form.requestSubmit());
    wrong(true);
  });
  addEventListener("outbox-changed", show);
  const counted = show();
})();
