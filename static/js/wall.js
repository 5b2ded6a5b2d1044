// The screen of a meeting room makes itself anew: [data-wall data-every="60"] is fetched every so many seconds and put in
// place, where the eye is. When that fails the old figures stay, under a warning that says how old they are.
(() => {
  const stale = document.querySelector("[data-wall-stale]");
  const wall = () => document.querySelector("[data-wall]");
  const warn = (why) => {
    stale.textContent = `▲ Chưa làm mới được: ${why}. Số liệu trên màn hình là của lúc ${wall().dataset.shown}.`;
    stale.hidden = false;
  };
  const refresh = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.status === 401 || answer.redirected) return warn("phiên đăng nhập đã hết, cần đăng nhập lại");
      if (!answer.ok) return warn("máy chủ đang bận");
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-wall]");
      if (!fresh) return warn("máy chủ đang bận");
      const held = document.activeElement?.matches(".wall-bars");
      wall().replaceWith(fresh);
      if (held) wall().querySelector(".wall-bars").focus({ preventScroll: true });
      stale.hidden = true;
    } catch {
      warn("mất kết nối");
    }
  };
  setInterval(refresh, 1000 * Number(wall().dataset.every));
})();
