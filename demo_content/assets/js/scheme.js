// Runs before the first paint: marks that scripts run, and takes the colour scheme that this visitor chose.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var chosen = localStorage.getItem("colour-scheme");
    if (chosen === "auto" || chosen === "light" || chosen === "dark") root.dataset.scheme = chosen;
    if (localStorage.getItem("notice") === "closed") root.classList.add("notice-closed");
  } catch (error) {
    // A browser may forbid storage; the site then starts afresh on each page.
  }
})();
