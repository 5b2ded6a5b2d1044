// The outbox: batches wait on this device until the server has acknowledged each with its receipt. One outbox a person;
// what waits survives closing, logging out, an expired session and a new release. Works without a service worker.
// An item: {id, owner, ownerName, commune, savedAt, state, batch, shown, errors?, stored?}; states: waiting, refused,
// conflict, held (typed while nobody could log in: its owner looks at it first).
window.outbox = (() => {
  const CHUNK = 50, PATIENCE = 20000, SYNC = "/nhap-lieu/dong-bo/";
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("outbox") : null;
  let telling; // many changes in a row are told once
  const tell = () => { telling ??= setTimeout(() => { telling = undefined; dispatchEvent(new Event("outbox-changed")); }, 30); };
  const changed = () => { channel?.postMessage("changed"); tell(); };
  if (channel) channel.onmessage = tell;

  // ---------------------------------------------------------------- the store
  let opening;
  const open = () => (opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("tuyphuoc", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("items", { keyPath: "id" });
      request.result.createObjectStore("desks", { keyPath: "user" });
      request.result.createObjectStore("marks", { keyPath: "key" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = undefined; };
      resolve(request.result);
    };
    request.onerror = request.onblocked = () => { opening = undefined; reject(request.error); };
  }));
  const run = async (store, mode, act) => {
    const db = await open();
    return new Promise((resolve, reject) => {
      const work = db.transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : {}); // a power cut comes
      const request = act(work.objectStore(store));
      work.oncomplete = () => resolve(request?.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  };
  const get = (store, key) => run(store, "readonly", (rows) => rows.get(key));
  const put = (store, row) => run(store, "readwrite", (rows) => rows.put(row));
  const all = async () => (await run("items", "readonly", (rows) => rows.getAll())).sort((a, b) => a.savedAt - b.savedAt);
  const mine = async (user) => (await all()).filter((item) => item.owner === Number(user));
  const add = async (item) => { await put("items", { state: "waiting", savedAt: Date.now(), ...item }); changed(); };
  const remove = async (id) => { await run("items", "readwrite", (rows) => rows.delete(id)); changed(); };
  const uuid = () => {
    if (crypto.randomUUID) return crypto.randomUUID(); // only on https and localhost
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64; bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte, n) => (n === 4 || n === 6 || n === 8 || n === 10 ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
  };
  const works = async () => {
    try { await put("marks", { key: "probe", at: Date.now() }); return true; } catch { return false; } // private mode, disk full
  };

  // ---------------------------------------------------------------- the wire
  let token, state = "unknown"; // online, offline, signed_out, other_user, not_allowed, server
  const status = () => state;
  const becomes = (now) => { if (state !== now) { state = now; tell(); } };
  const ask = async (path, options = {}) => {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(path, { ...options, signal: stop.signal, cache: "no-store", credentials: "same-origin" });
      // Only our own JSON counts: a captive portal or a log-in page may answer 200 as well.
      const isOurs = !answer.redirected && (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
      const data = isOurs ? await answer.json() : null;
      if (answer.ok && data) { becomes("online"); return data; }
      throw { kind: data?.error ?? (answer.status >= 500 ? "server" : "strange"), message: data?.message };
    } catch (failure) {
      const kind = failure.kind ?? "offline";
      if (kind !== "stale_code" && kind !== "not_readable") becomes({ strange: "offline", must_change_password: "signed_out" }[kind] ?? kind);
      throw { kind, message: failure.message };
    } finally { clearTimeout(timer); }
  };
  const hello = async () => { const answer = await ask(SYNC); token = answer.csrf; return answer; };
  const post = async (owner, batches, again = true) => {
    token ??= (await hello()).csrf;
    try {
      return await ask(SYNC, {
        method: "POST", body: JSON.stringify({ batches }),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Outbox-Owner": String(owner) },
      });
    } catch (failure) {
      if (failure.kind !== "stale_code" || !again) throw failure;
      token = undefined;
      return post(owner, batches, false);
    }
  };
  // What came back for a chunk, in one transaction: acknowledged with a receipt it leaves, refused it stays with its reason.
  const settle = async (waiting, results) => {
    const answers = new Map((Array.isArray(results) ? results : []).map((result) => [result.id, result])), settled = [];
    await run("items", "readwrite", (rows) => {
      for (const item of waiting) {
        const result = answers.get(item.id), isStored = result?.status === "stored" || result?.status === "already_stored";
        if (!result || (isStored && !result.receipt)) continue; // no receipt, no acknowledgement
        settled.push({ item, ...result });
        if (isStored) rows.delete(item.id);
        else rows.put({ ...item, state: result.status === "conflict" ? "conflict" : "refused", errors: result.errors, stored: result.stored });
      }
    });
    return settled;
  };
  const deliver = async (user) => {
    const settled = [], tried = new Set(), next = async () => (await mine(user)).filter((item) => item.state === "waiting" && !tried.has(item.id)).slice(0, CHUNK);
    for (let waiting; (waiting = await next()).length; changed()) {
      for (const item of waiting) tried.add(item.id);
      const { results } = await post(user, waiting.map((item) => ({ ...item.batch, id: item.id, commune: item.commune })));
      settled.push(...(await settle(waiting, results)));
    }
    if (!(await mine(user)).some((item) => item.state === "waiting")) await put("marks", { key: `sent:${user}`, at: Date.now() });
    changed();
    return settled;
  };
  let busy;
  // One sender a device where the browser can see to it; elsewhere the same batch sent twice is stored once anyway.
  const send = (user) => (busy ??= (navigator.locks
    ? navigator.locks.request("outbox", () => deliver(user))
    : deliver(user)).finally(() => { busy = undefined; }));
  const lastSent = async (user) => (await get("marks", `sent:${user}`))?.at;
  return { add, remove, put: async (item) => { await put("items", item); changed(); }, mine, all, send, hello, ask, status, lastSent, uuid, works, get,
    keepDesk: (desk) => put("desks", { ...desk, keptAt: Date.now() }), desk: (user) => get("desks", Number(user)),
    desks: () => run("desks", "readonly", (rows) => rows.getAll()) };
})();
