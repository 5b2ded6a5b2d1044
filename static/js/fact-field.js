// The words of a part with its figures as chips: form[data-part-form] keeps a <textarea name="text"> in which a figure is
// ⟦id⟧; here it is edited as text with chips that show the figure, and written back on every change. Without this
// script the textarea itself is edited.
(() => {
  document.documentElement.classList.add("with-script");
  const MARK = /⟦([^⟦⟧\n]+)⟧/g;
  const upgrade = (form) => {
    const area = form.querySelector("textarea[name=text]");
    if (!area || area.hidden) return;
    const known = new Map([...form.querySelectorAll("[data-fact]")].map((one) => [one.dataset.fact, one]));
    const field = document.createElement("div");
    field.className = "fact-field";
    field.contentEditable = "true";
    field.setAttribute("role", "textbox");
    field.setAttribute("aria-multiline", "true");
    field.setAttribute("aria-label", form.querySelector(`label[for="${area.id}"]`)?.textContent || "Câu chữ");
    if (area.getAttribute("aria-invalid")) field.setAttribute("aria-invalid", "true");
    const chip = (id) => {
      const span = document.createElement("span");
      span.className = "fact-chip";
      span.contentEditable = "false";
      span.dataset.id = id;
      span.textContent = known.get(id)?.dataset.written ?? `⟦${id}⟧`;
      span.title = known.get(id)?.textContent.trim() ?? "Không còn số liệu này";
      return span;
    };
    const drawn = (text) => {
      const nodes = [];
      let at = 0;
      for (const match of text.matchAll(MARK)) {
        if (match.index > at) nodes.push(document.createTextNode(text.slice(at, match.index)));
        nodes.push(chip(match[1]));
        at = match.index + match[0].length;
      }
      nodes.push(document.createTextNode(text.slice(at)));
      return nodes;
    };
    const read = (node) => {
      let text = "";
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) text += child.data;
        else if (child.dataset?.id) text += `⟦${child.dataset.id}⟧`;
        else if (child.nodeName === "BR") text += "\n";
        else text += (text && /^(DIV|P|LI)$/.test(child.nodeName) ? "\n" : "") + read(child);
      }
      return text;
    };
    const write = () => { area.value = read(field); area.dispatchEvent(new Event("change", { bubbles: true })); };
    const put = (nodes) => {
      field.focus();
      const selection = getSelection();
      let range = selection.rangeCount ? selection.getRangeAt(0) : null;
      if (!range || !field.contains(range.commonAncestorContainer)) {
        range = document.createRange();
        range.selectNodeContents(field);
        range.collapse(false);
      }
      range.deleteContents();
      for (const node of nodes.reverse()) range.insertNode(node);
      range.collapse(false);
      selection.removeAllRanges();
      selection.addRange(range);
      write();
    };
    field.replaceChildren(...drawn(area.value));
    field.addEventListener("input", write);
    field.addEventListener("paste", (event) => { // words only: nothing of another program's markup
      event.preventDefault();
      put(drawn(event.clipboardData.getData("text/plain")));
    });
    field.addEventListener("drop", (event) => event.preventDefault());
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-fact], [data-standing]");
      if (!button) return;
      put(button.dataset.fact ? [chip(button.dataset.fact)] : drawn(button.dataset.standing));
    });
    form.querySelector("[data-find-fact]")?.addEventListener("input", (event) => {
      const wanted = event.target.value.toLowerCase();
      for (const item of form.querySelectorAll("[data-insert-facts] li")) item.hidden = !item.textContent.toLowerCase().includes(wanted);
    });
    area.hidden = true;
    area.after(field);
    const label = form.querySelector(`label[for="${area.id}"]`);
    if (label) label.addEventListener("click", () => field.focus());
  };
  window.upgradeFactField = upgrade;
  document.querySelectorAll("form[data-part-form]").forEach(upgrade);
})();
