// Finding a book by typing: [data-lines data-books=URL] holds inputs [data-book]; each becomes a combobox.
(() => {
  const root = document.querySelector("[data-lines]");
  if (!root) return;
  let books = [];
  const rank = (book, words) => {
    const have = book.search.split(" ");
    let score = 0;
    for (const word of words) {
      if (have.includes(word)) score += 2;
      else if (book.search.includes(word)) score += 1;
      else return 0;
    }
    return score;
  };
  const found = (typed) => {
    const words = fold(typed).split(/[\s/]+/).filter(Boolean);
    if (!words.length) return books.slice(0, 8);
    return books
      .map((book, place) => [rank(book, words), -place, book])
      .filter(([score]) => score)
      .sort((a, b) => b[0] - a[0] || (b[2].left > 0) - (a[2].left > 0) || b[1] - a[1]) // what is done comes last
      .slice(0, 8)
      .map((row) => row[2]);
  };
  const typed = (text) => { // as communes/finding.py: every word fits, and only one book has them all
    const words = fold(text).replace(/\b(so|quyen|nam|q)\b\.?/g, " ").split(/[\s/]+/).filter(Boolean).map((word) => word.replace(/^0+(?=\d)/, ""));
    const fits = words.length > 1 ? books.filter((book) => { const have = book.search.split(" "); return words.every((word) => have.includes(word)); }) : [];
    return fits.length === 1 ? fits[0] : undefined;
  };
  window.bookTyped = typed;
  window.bookCount = () => books.length;
  window.bookLabelled = (label) => books.find((book) => book.label === label);

  const attach = (input) => {
    if (input.hasAttribute("role")) return;
    const list = document.createElement("ul");
    list.id = `${input.id}_list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Quyển sổ");
    list.hidden = true;
    input.after(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]])
      input.setAttribute(name, value);
    let active = -1, shown = [];
    const close = () => {
      list.hidden = true; active = -1;
      input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant");
    };
    const mark = (place) => {
      active = place;
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === place)));
      if (place >= 0) { input.setAttribute("aria-activedescendant", list.children[place].id); list.children[place].scrollIntoView({ block: "nearest" }); }
    };
    const open = () => {
      shown = found(input.value);
      list.replaceChildren(...shown.map((book, n) => {
        const item = document.createElement("li"), left = document.createElement("small");
        item.id = `${list.id}_${n}`; item.setAttribute("role", "option"); item.textContent = book.label;
        left.textContent = `còn ${groupCount(Math.max(book.left, 0))}`;
        item.append(left);
        item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(book); });
        return item;
      }));
      list.hidden = !shown.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      if (shown.length) mark(input.value.trim() ? 0 : -1);
    };
    const choose = (book) => {
      input.value = book.label; close();
      input.dispatchEvent(new Event("input", { bubbles: true })); close();
      input.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
    };
    input.addEventListener("input", open);
    input.addEventListener("focus", () => { if (!input.value) open(); });
    root.addEventListener("books-loaded", () => { if (document.activeElement === input) open(); }); // typed before the list came
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open();
        if (!shown.length) return;
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark((active + step + shown.length) % shown.length);
      } else if (event.key === "Escape") close();
      else if ((event.key === "Enter" || event.key === "Tab") && !list.hidden && active >= 0) {
        if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); }
        choose(shown[active]);
      }
    });
  };
  const attachAll = () => root.querySelectorAll("input[data-book]").forEach(attach);
  attachAll();
  root.addEventListener("line-added", attachAll);
  const take = (found) => { books = found; root.dispatchEvent(new Event("books-loaded")); };
  root.addEventListener("desk", (event) => take(event.detail.books)); // the entry page brings them, also without the network
  if (!root.dataset.books) return;
  fetch(root.dataset.books, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { books: [] }))
    .then((data) => take(data.books))
    .catch(() => {}); // without the network the name is typed in full and checked on saving
})();
