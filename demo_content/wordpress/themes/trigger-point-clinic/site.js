// What every page needs: email links, the colour scheme, the notice. Menus are the navigation block's own.
"use strict";

(() => {
  const root = document.documentElement;

  function remember(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Storage is forbidden: the choice holds for this page.
    }
  }

  // Addresses stand in two parts in the source; only a browser that runs scripts joins them.
  for (const link of document.querySelectorAll("a.email[data-user][data-host]")) {
    const address = `${link.dataset.user}@${link.dataset.host}`;
    link.href = `mailto:${address}`;
    link.textContent = address;
  }

  const button = document.querySelector("[data-scheme-button]");
  if (button) {
    const label = button.querySelector("[data-scheme-label]");
    const next = { auto: "light", light: "dark", dark: "auto" };
    const names = { auto: "as your system", light: "light", dark: "dark" };
    const show = (scheme) => {
      root.dataset.scheme = scheme;
      button.dataset.scheme = scheme;
      label.textContent = `Colour scheme: ${names[scheme]}. Change to ${names[next[scheme]]}.`;
    };
    button.hidden = false;
    show(root.dataset.scheme in next ? root.dataset.scheme : "auto");
    button.addEventListener("click", () => {
      show(next[root.dataset.scheme]);
      remember("colour-scheme", root.dataset.scheme);
    });
  }

  const notice = document.querySelector("[data-notice]");
  if (notice) {
    const close = notice.querySelector("[data-notice-close]");
    close.hidden = false;
    close.addEventListener("click", () => {
      notice.remove();
      remember("notice", "closed");
    });
  }
})();
