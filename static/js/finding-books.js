// How much of a finding's gap the figures typed so far would close: form[data-gap], whose field `was` holds what each
// book has: [[book, count, …], …]; the new figure of the programme at place n is named n_<book>.
(() => {
  const form = document.querySelector("form[data-gap]"), told = form?.querySelector("[data-change]");
  if (!told) return;
  const gap = Number(form.dataset.gap), place = Number(form.dataset.place), was = JSON.parse(form.elements.was.value);
  const signed = (count) => (count > 0 ? "+" : count < 0 ? "−" : "") + groupCount(Math.abs(count));
  const read = (text) => (/^\d+$|^[1-9]\d{0,2}([. ]\d{3})+$/.test(text) ? Number(text.replace(/\D/g, "")) : null);
  const show = () => {
    let change = 0;
    for (const [book, ...held] of was) {
      const wanted = read((form.elements[`${place}_${book}`]?.value ?? "").trim());
      if (wanted !== null) change += wanted - held[place];
    }
    told.textContent = change ? `Đang đổi ${signed(change)}, chênh lệch còn ${signed(gap + change)}.` : "";
  };
  form.addEventListener("input", show);
  show();
})();
