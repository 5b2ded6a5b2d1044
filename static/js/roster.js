// The roster's grid: a click on a name and then on cells, or digits on the keyboard. The form works without any of it.
(() => {
  const form = document.querySelector("[data-roster]");
  if (!form?.querySelector("table select")) return;
  const grid = [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector("select")));
  const selects = grid.flat().filter(Boolean), people = [];
  let armed = null;
  const count = () => {
    for (const person of people) person.querySelector("[data-count]").textContent = selects.filter((select) => select.value === person.dataset.person).length;
    for (const select of selects) select.classList.toggle("changed", select.value !== form.elements[select.name.replace("o-", "c-")].value);
  };
  const arm = (person) => {
    armed = armed === person ? null : person;
    for (const each of people) each.setAttribute("aria-pressed", each === armed);
  };
  const set = (select, value) => { select.value = value; count(); };
  for (const told of form.querySelectorAll("[data-person]")) {
    const person = document.createElement("button");
    person.type = "button";
    person.className = "person";
    person.dataset.person = told.dataset.person;
    person.append(...told.childNodes);
    person.setAttribute("aria-pressed", "false");
    person.addEventListener("click", () => arm(person));
    told.replaceWith(person);
    people.push(person);
  }
  form.querySelector("[data-roster-hint]").hidden = false;
  form.addEventListener("change", count);
  form.addEventListener("mousedown", (event) => {
    const select = event.target.closest("td")?.querySelector("select");
    if (!armed || !select) return;
    event.preventDefault();
    select.focus();
    set(select, select.value === armed.dataset.person ? "" : armed.dataset.person);
  });
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  form.addEventListener("keydown", (event) => {
    const select = event.target.closest("table select");
    if (event.key === "Escape" && armed) arm(armed);
    if (!select) return;
    const y = grid.findIndex((row) => row.includes(select)), x = grid[y].indexOf(select), step = STEPS[event.key];
    if (event.key === "Delete" || event.key === "Backspace") set(select, "");
    else if (/^[1-9]$/.test(event.key) && people[event.key - 1]) set(select, people[event.key - 1].dataset.person);
    else if (step && event.ctrlKey) {
      let [to, at] = [y + step[0], x + step[1]];
      while (grid[to]?.[at] === null) [to, at] = [to + step[0], at + step[1]];
      grid[to]?.[at]?.focus();
    } else return;
    event.preventDefault();
  });
})();
