// A form that takes a while says so, and is not sent twice: form[data-busy="Đang ghi…"]. A file on its way shows how
// much of it has gone; leaving the page then asks first. The answer takes the place of the page, as without scripts.
(() => {
  const leaving = (event) => event.preventDefault();
  const show = (form, words) => {
    let line = form.querySelector("[data-progress]");
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "progress" });
      line.dataset.progress = "";
      line.setAttribute("role", "status");
      line.append(Object.assign(document.createElement("progress"), { max: 100 }), document.createElement("span"));
      line.firstChild.setAttribute("aria-label", "Tiến độ");
      form.append(line);
    }
    line.lastChild.textContent = words;
    return line;
  };
  const free = (form) => form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  const send = (form, file) => {
    const request = new XMLHttpRequest();
    const fail = () => {
      removeEventListener("beforeunload", leaving);
      show(form, "Chưa gửi được: mất kết nối. Tệp vẫn ở trên máy này; kiểm tra mạng rồi bấm lại.").firstChild.hidden = true;
      free(form);
    };
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const share = Math.floor((100 * event.loaded) / event.total);
      show(form, share < 100 ? `Đang gửi ${file.name}: ${share} %` : "Đã gửi xong, đang kiểm tra từng dòng…").firstChild.value = share;
      if (share === 100) show(form, "Đã gửi xong, đang kiểm tra từng dòng…").firstChild.removeAttribute("value");
    });
    request.addEventListener("load", () => {
      removeEventListener("beforeunload", leaving);
      if (request.status < 400 && request.responseURL !== form.action) return location.assign(request.responseURL);
      const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
      if (!answer) return fail();
      document.querySelector("main").replaceWith(answer);
      document.title = answer.querySelector("[role=alert]") ? `Lỗi: ${document.title.replace(/^Lỗi: /, "")}` : document.title;
      (answer.querySelector("[role=alert]") ?? answer).focus?.();
      scrollTo(0, 0);
    });
    for (const failure of ["error", "abort", "timeout"]) request.addEventListener(failure, fail);
    request.open("POST", form.action);
    addEventListener("beforeunload", leaving);
    request.send(new FormData(form));
    show(form, `Đang gửi ${file.name}…`).firstChild.hidden = false;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.busy) return;
    const file = form.querySelector("input[type=file]")?.files[0];
    if (file) { event.preventDefault(); send(form, file); } else show(form, form.dataset.busy);
    // After the browser has taken the form's values: a disabled button would not be sent.
    setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(free));
})();
