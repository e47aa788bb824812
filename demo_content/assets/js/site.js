// What every page needs: email links, menus, the colour scheme, the notice, the manifest.
"use strict";

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

// The manifest is fetched with CORS, which a page opened from a folder does not have.
if (location.protocol.startsWith("http")) {
  const manifest = document.createElement("link");
  manifest.rel = "manifest";
  manifest.href = new URL("manifest.webmanifest", new URL(root.dataset.root, location.href));
  document.head.append(manifest);
}

function setUpMenu() {
  const button = document.querySelector("[data-menu-button]");
  const nav = document.getElementById("main-menu");
  const setOpen = (open) => {
    button.setAttribute("aria-expanded", String(open));
    nav.classList.toggle("is-open", open);
  };
  button.hidden = false;
  button.addEventListener("click", () => setOpen(button.getAttribute("aria-expanded") !== "true"));

  const subButtons = [...document.querySelectorAll("[data-sub-button]")];
  const close = (except) => {
    for (const sub of subButtons) if (sub !== except) sub.setAttribute("aria-expanded", "false");
  };
  for (const sub of subButtons) {
    const item = sub.parentElement;
    sub.addEventListener("click", () => {
      close(sub);
      sub.setAttribute("aria-expanded", String(sub.getAttribute("aria-expanded") !== "true"));
    });
    item.addEventListener("focusout", (event) => {
      if (!item.contains(event.relatedTarget) && event.relatedTarget) sub.setAttribute("aria-expanded", "false");
    });
    item.addEventListener("pointerleave", () => item.classList.remove("is-dismissed"));
  }
  document.addEventListener("click", (event) => {
    if (!nav.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = subButtons.find((sub) => sub.getAttribute("aria-expanded") === "true");
    if (open) {
      open.setAttribute("aria-expanded", "false");
      open.focus();
    } else if (button.getAttribute("aria-expanded") === "true") {
      setOpen(false);
      button.focus();
    }
    for (const sub of subButtons) if (sub.parentElement.matches(":hover")) sub.parentElement.classList.add("is-dismissed");
  });
}

function setUpScheme() {
  const button = document.querySelector("[data-scheme-button]");
  const label = document.querySelector("[data-scheme-label]");
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

function setUpNotice() {
  const notice = document.querySelector("[data-notice]");
  if (!notice) return;
  const button = notice.querySelector("[data-notice-close]");
  button.hidden = false;
  button.addEventListener("click", () => {
    notice.remove();
    remember("notice", "closed");
  });
}

setUpMenu();
setUpScheme();
setUpNotice();
