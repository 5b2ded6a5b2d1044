// Editing on the paper itself: "Sửa" opens the form of a part in its place, what is typed is kept by itself after a
// pause, and the part is drawn anew. Without this script the form is a page of its own. The page also says every 15
// seconds that it is open, and shows who else has it open.
(() => {
  const main = document.querySelector("main"), asks = { "X-Requested-With": "fetch" };
  const state = () => document.querySelector("[data-draft-state]");
  const page = (text) => new DOMParser().parseFromString(text, "text/html");
  let open = null;

  const keep = async (form, act) => {
    const data = new FormData(form), said = form.querySelector("[data-saved]");
    data.set("viec", act);
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: data, headers: asks });
    } catch {
      said.textContent = "▲ Mất kết nối: chữ còn nguyên ở đây, sẽ lưu lại sau ít giây.";
      form.dirty = true;
      return null;
    }
    const fresh = page(await answer.text());
    // The page is older than the last log-in: nothing was stored. The words stay here, the protection code is the new one.
    const given = answer.redirected && !fresh.querySelector("[data-part]") && fresh.querySelector("[data-part-form]");
    if (given) {
      form.elements.csrfmiddlewaretoken.value = given.elements.csrfmiddlewaretoken.value;
      said.textContent = "▲ Chưa lưu: trang mở từ trước lần đăng nhập gần nhất. Chữ còn nguyên ở đây, bấm Lưu lần nữa.";
      form.dirty = true;
      return null;
    }
    if (!answer.ok) {
      const theirs = fresh.querySelector("[data-part-form]");
      if (!theirs || act !== "luu") { form.submit(); return null; } // the page itself says what is wrong
      said.textContent = "";
      const notice = theirs.querySelector(".notice, .error-summary");
      form.querySelectorAll(".notice, .error-summary").forEach((one) => one.remove());
      if (notice) form.prepend(notice);
      if (answer.status === 409) form.elements.seen.value = theirs.elements.seen.value;
      return null;
    }
    form.querySelectorAll(".notice, .error-summary").forEach((one) => one.remove());
    if (fresh.querySelector("[data-draft-state]")) state().replaceWith(fresh.querySelector("[data-draft-state]"));
    const doubts = document.querySelector("[data-doubts]"), now = fresh.querySelector("[data-doubts]");
    if (doubts && now) {
      if (now.firstElementChild) now.firstElementChild.open = doubts.firstElementChild?.open ?? false;
      doubts.replaceWith(now);
    }
    return fresh.querySelector("[data-part]");
  };

  const close = async (act = "luu") => {
    if (!open) return true;
    const { part, form } = open;
    const fresh = act || form.dirty ? await keep(form, act || "luu") : part;
    if (!fresh) return false;
    form.remove();
    part.replaceWith(fresh);
    fresh.hidden = false;
    open = null;
    fresh.querySelector("[data-edit]")?.focus();
    return true;
  };

  const show = async (link) => {
    if (!(await close(open?.form.dirty ? "luu" : ""))) return;
    const part = link.closest("[data-part]");
    let form;
    try {
      const answer = await fetch(link.href, { headers: asks });
      form = answer.ok && page(await answer.text()).querySelector("[data-part-form]");
    } catch { form = null; }
    if (!form) return location.assign(link.href);
    part.after(form);
    part.hidden = true;
    open = { part, form };
    window.upgradeFactField(form);
    let waiting = 0;
    form.addEventListener("change", () => {
      form.dirty = true;
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        form.dirty = false;
        const fresh = await keep(form, "luu");
        if (!fresh) return;
        part.replaceChildren(...fresh.cloneNode(true).childNodes);
        part.className = fresh.className;
        form.elements.seen.value = fresh.dataset.revision;
        form.querySelector("[data-saved]").textContent = `Đã tự lưu lúc ${new Date().toTimeString().slice(0, 5)}.`;
      }, 1200);
    });
    form.addEventListener("submit", (event) => {
      const act = event.submitter?.value;
      if (act !== "luu") return;
      event.preventDefault();
      clearTimeout(waiting);
      close("luu");
    });
    form.querySelector("[data-close]").addEventListener("click", (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      close(form.dirty ? "luu" : "");
    });
    form.querySelector("[role=textbox]").focus();
  };

  main.addEventListener("click", (event) => {
    const link = event.target.closest("[data-edit]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
  });
  addEventListener("beforeunload", (event) => { if (open?.form.dirty) event.preventDefault(); });

  const others = document.querySelector("[data-presence]");
  const present = async () => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", others.querySelector("[name=csrfmiddlewaretoken]").value);
    data.set("part", open ? open.part.dataset.part : "");
    try {
      const answer = await fetch(others.dataset.presence, { method: "POST", body: data, headers: asks });
      if (!answer.ok || answer.redirected) return;
      others.querySelector(".notice")?.remove();
      others.append(...page(await answer.text()).body.childNodes);
    } catch { /* the next time */ }
  };
  if (others) { present(); setInterval(present, 15000); }
})();
