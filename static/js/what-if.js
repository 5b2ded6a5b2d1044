// A lever is moved: its number follows at once, and the table answers without leaving the page. Without this script the
// button "Xem" does the same.
(() => {
  const levers = document.querySelector("[data-what-if]"), result = document.querySelector("[data-result]");
  if (!levers || !result) return;
  const form = levers.closest("form"), keep = document.querySelector("[data-keep]");
  let waiting = 0, asked = 0;
  const say = (input) => {
    const output = input.parentElement.querySelector("output");
    if (output) output.textContent = input.value === "0" ? "như hiện nay" : input.value.padStart(2, "0");
  };
  const ask = async () => {
    const turn = ++asked, address = `${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`;
    result.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn !== asked) return;
      const fresh = page.querySelector("[data-result]");
      if (!answer.ok || !fresh) return form.requestSubmit(); // the page itself says what is wrong
      result.replaceChildren(...fresh.childNodes);
      history.replaceState(null, "", address);
      if (keep) keep.setAttribute("action", page.querySelector("[data-keep]").getAttribute("action"));
    } catch {
      if (turn === asked) form.requestSubmit();
    } finally {
      if (turn === asked) result.removeAttribute("aria-busy");
    }
  };
  levers.addEventListener("input", (event) => {
    say(event.target);
    clearTimeout(waiting);
    if (event.target.type !== "text") waiting = setTimeout(ask, 200);
  });
  levers.addEventListener("change", (event) => { if (event.target.type === "text") ask(); });
  // A lever may have been moved before this script came, or stand where the browser left it when the page was reloaded.
  const moved = [...levers.querySelectorAll("input[type=range]")].filter((lever) => lever.value !== lever.defaultValue);
  moved.forEach(say);
  if (moved.length) ask();
})();
