// What is being typed survives a closed browser: form[data-draft=key] is kept on this device until the server has
// stored it (data-stored names what was stored, one or several). The kept form has the same batch id, so sending it twice stores it once.
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = `draft:${form.dataset.draft}`;
  const read = () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const skip = new Set(["csrfmiddlewaretoken", "typed_by"]);
  const save = () => {
    const fields = [...new FormData(form)].filter(([name]) => !skip.has(name));
    const typed = fields.some(([name, value]) => value && /-(book|count)$/.test(name));
    try { if (typed) localStorage.setItem(key, JSON.stringify(fields)); else localStorage.removeItem(key); } catch { /* private mode */ }
  };
  const put = (fields) => {
    const totals = fields.find(([name]) => name.endsWith("TOTAL_FORMS"));
    const add = form.querySelector("[data-add-line]"), total = totals && form.elements[totals[0]];
    for (let n = 0; total && add && Number(total.value) < Number(totals[1]) && n < 100; n++) add.click();
    for (const [name, value] of fields) {
      if (name.endsWith("_FORMS")) continue;
      const field = form.elements[name];
      if (!field) continue;
      if (field instanceof RadioNodeList) field.value = value;
      else if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
    }
    form.querySelector("[data-lines]")?.dispatchEvent(new Event("input"));
    form.querySelector("[data-shift-summary]")?.dispatchEvent(new Event("toggle"));
  };
  const kept = read();
  const stored = new Set((form.dataset.stored ?? "").split(" "));
  if (kept && kept.some(([name, value]) => name === "id" && stored.has(value))) localStorage.removeItem(key);
  else if (kept && !form.hasAttribute("data-bound")) { put(kept); form.setAttribute("data-from-draft", ""); form.querySelector("[data-draft-told]")?.removeAttribute("hidden"); }
  form.querySelector("[data-draft-clear]")?.addEventListener("click", () => { localStorage.removeItem(key); location.reload(); });
  form.addEventListener("stored-away", () => { try { localStorage.removeItem(key); } catch { /* private mode */ } });
  form.addEventListener("input", save);
  form.addEventListener("change", save);
})();
