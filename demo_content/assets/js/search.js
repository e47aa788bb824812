// The search: an index that comes as a script, because a page opened from a folder cannot fetch one.
"use strict";

(() => {
  const siteRoot = new URL(document.documentElement.dataset.root, location.href);
  // Links of a site without clean addresses name the file: the logo's link says which kind this site is.
  const namesFiles = document.querySelector("a.brand").getAttribute("href").endsWith("index.html");
  const maximum = { dialog: 6, page: 50 };
  let loading;

  function loadIndex() {
    loading ??= new Promise((resolve, reject) => {
      if (window.launcherSearchIndex) return resolve(window.launcherSearchIndex);
      const script = document.createElement("script");
      script.src = new URL("search-index.js", siteRoot);
      script.onload = () => resolve(window.launcherSearchIndex ?? []);
      script.onerror = () => {
        loading = undefined;
        reject(new Error("the search index does not load"));
      };
      document.head.append(script);
    });
    return loading;
  }

  // "Tomás" is found by "tomas": compare without case and accents.
  const plain = (text) => (text ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const namesOf = (terms) => (terms ?? []).map((term) => term.name ?? term).join(" ");

  function find(entries, query) {
    const words = plain(query).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const found = [];
    for (const entry of entries) {
      const fields = [
        [plain(entry.title), 10],
        [plain(`${namesOf(entry.categories)} ${namesOf(entry.tags)}`), 5],
        [plain(entry.excerpt), 3],
        [plain(entry.text), 1],
      ];
      let score = 0;
      const all = words.every((word) => {
        const points = fields.reduce((sum, [text, weight]) => {
          const place = text.indexOf(word);
          if (place < 0) return sum;
          return sum + weight * (place === 0 || /\W/.test(text[place - 1]) ? 2 : 1);
        }, 0);
        score += points;
        return points > 0;
      });
      if (all) found.push({ entry, score });
    }
    return found.sort((a, b) => b.score - a.score).map(({ entry }) => entry);
  }

  // A few words around the first hit, so that one sees why a page was found.
  function passage(entry, words) {
    const text = entry.text ?? "";
    const lowered = plain(text);
    // Letters that fall into two when their accent is taken off would shift places.
    const place = lowered.length === text.length ? Math.max(0, Math.min(...words.map((word) => lowered.indexOf(word)).filter((at) => at >= 0), Infinity)) : 0;
    if (!Number.isFinite(place) || place < 120) return entry.excerpt || text.slice(0, 160);
    const start = text.indexOf(" ", place - 60) + 1;
    const end = text.lastIndexOf(" ", place + 110);
    return `… ${text.slice(start, end)} …`;
  }

  function marked(text, words) {
    const span = document.createElement("span");
    const lowered = plain(text);
    if (lowered.length !== text.length) {
      span.textContent = text;
      return span;
    }
    let from = 0;
    while (from < text.length) {
      let at = -1;
      let length = 0;
      for (const word of words) {
        const place = lowered.indexOf(word, from);
        if (place >= 0 && (at < 0 || place < at)) [at, length] = [place, word.length];
      }
      if (at < 0) break;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(at, at + length);
      span.append(text.slice(from, at), mark);
      from = at + length;
    }
    span.append(text.slice(from));
    return span;
  }

  function result(entry, words) {
    const link = document.createElement("a");
    const folder = entry.url === "" || entry.url.endsWith("/");
    link.href = new URL(entry.url + (namesFiles && folder ? "index.html" : ""), siteRoot);
    const title = document.createElement("strong");
    title.textContent = entry.title;
    link.append(title, marked(passage(entry, words), words));
    const item = document.createElement("li");
    item.append(link);
    return item;
  }

  function setUp(form, scope, limit, searchUrl) {
    const input = form.querySelector("input[name=q]");
    const status = scope.querySelector("[data-search-status]");
    const list = scope.querySelector("[data-search-results]");

    // A list that is drawn anew for the same words loses the click that is on its way to it.
    let shown = "";
    const show = async () => {
      const query = input.value.trim();
      if (query.length < 2) {
        shown = "";
        list.replaceChildren();
        status.textContent = "";
        return;
      }
      try {
        const entries = await loadIndex();
        if (query !== input.value.trim() || query === shown) return;
        shown = query;
        const found = find(entries, query);
        const words = plain(query).split(/\s+/);
        list.replaceChildren(...found.slice(0, limit).map((entry) => result(entry, words)));
        const count = found.length === 1 ? "1 page" : `${found.length || "No"} pages`;
        status.textContent = found.length > limit ? `${count}, the best ${limit} below. Press Enter for all.` : `${count} for “${query}”.`;
      } catch {
        shown = "";
        status.textContent = "The search index does not load. Please look in the journal instead.";
      }
    };

    let waiting;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 120);
    });
    // Arrow keys walk through the results; Tab does so anyway.
    scope.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [input, ...list.querySelectorAll("a")];
      const place = stops.indexOf(document.activeElement);
      if (place < 0) return;
      event.preventDefault();
      stops[Math.max(0, Math.min(stops.length - 1, place + (event.key === "ArrowDown" ? 1 : -1)))].focus();
    });
    if (searchUrl) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const url = new URL(location.href);
        url.searchParams.set("q", input.value.trim());
        history.replaceState(null, "", url);
        show();
      });
    }
    return { input, show };
  }

  const page = document.querySelector("[data-search-page]");
  if (page) {
    const { input, show } = setUp(page, page.parentElement, maximum.page, true);
    input.value = new URL(location.href).searchParams.get("q") ?? "";
    input.focus();
    show();
  }

  const dialog = document.querySelector("[data-search-dialog]");
  const opener = document.querySelector("[data-search-open]");
  if (dialog && typeof dialog.showModal === "function" && !page) {
    const { input } = setUp(dialog.querySelector("form"), dialog, maximum.dialog, false);
    opener.setAttribute("role", "button");
    opener.setAttribute("aria-haspopup", "dialog");
    const open = (event) => {
      event.preventDefault();
      dialog.showModal();
      input.focus();
      input.select();
      loadIndex().catch(() => {});
    };
    opener.addEventListener("click", open);
    opener.addEventListener("keydown", (event) => {
      if (event.key === " ") open(event);
    });
    dialog.querySelector("[data-search-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }
})();
