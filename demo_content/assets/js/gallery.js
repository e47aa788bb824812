// The gallery's large view. Without it, each picture is a link to its file.
"use strict";

(() => {
  const dialog = document.querySelector("[data-lightbox]");
  const links = [...document.querySelectorAll("[data-gallery] a")];
  if (!dialog || typeof dialog.showModal !== "function") return;
  const place = dialog.querySelector("[data-lightbox-picture]");
  const caption = dialog.querySelector("[data-lightbox-caption]");
  const count = dialog.querySelector("[data-lightbox-count]");
  let current = 0;

  function show(index) {
    current = (index + links.length) % links.length;
    const link = links[current];
    const thumbnail = link.querySelector("img");
    const image = document.createElement("img");
    image.src = link.href;
    image.alt = thumbnail.alt;
    image.width = thumbnail.naturalWidth || thumbnail.getAttribute("width");
    image.height = thumbnail.naturalHeight || thumbnail.getAttribute("height");
    place.replaceChildren(image);
    caption.textContent = link.closest("figure").querySelector("figcaption").textContent;
    count.textContent = `${current + 1} of ${links.length}`;
  }

  links.forEach((link, index) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
      dialog.showModal();
    });
  });
  dialog.querySelector("[data-lightbox-close]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-lightbox-previous]").addEventListener("click", () => show(current - 1));
  dialog.querySelector("[data-lightbox-next]").addEventListener("click", () => show(current + 1));
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target === place) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(current - 1);
    if (event.key === "ArrowRight") show(current + 1);
  });
  dialog.addEventListener("close", () => links[current].focus());
})();
