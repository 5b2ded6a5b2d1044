// The entry page without the network: its files and the page itself are kept; everything else needs the server.
const RELEASE = "{{ release }}", FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PAGE = "/nhap-lieu/", AWAY = "/mat-mang/", KEPT = `tep-${RELEASE}`, PAGES = "trang";
addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([...FILES, AWAY])).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("tep-") && name !== KEPT;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))).then(() => clients.claim()));
});
const fetchPage = async (request) => {
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic" && !answer.redirected) (await caches.open(PAGES)).put(PAGE, answer.clone());
  return answer;
};
const entryPage = async (request, hasQuestion) => {
  const kept = await (await caches.open(PAGES)).match(PAGE);
  if (kept && !hasQuestion) return kept; // at once; the page itself asks for what is new
  try { return hasQuestion ? await fetch(request) : await fetchPage(request); }
  catch { return kept ?? (await caches.match(AWAY)) ?? Response.error(); }
};
addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (FILES.includes(url.pathname)) event.respondWith(caches.match(request, { ignoreSearch: true }).then((kept) => kept ?? fetch(request)));
  else if (url.pathname === PAGE && request.headers.get("X-Fresh")) event.respondWith(fetchPage(request));
  else if (request.mode === "navigate" && url.pathname === PAGE) event.respondWith(entryPage(request, Boolean(url.search)));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(async () => (await caches.match(AWAY)) ?? Response.error()));
});
