// Forms: errors beside their fields, replies to a comment, and a message in the visitor's mail program where the
// site has no form service.
"use strict";

(() => {
  function problem(field) {
    const validity = field.validity;
    const name = field.labels[0].firstChild.textContent.trim();
    if (validity.valueMissing || (field.required && !field.value.trim())) return `Please fill in: ${name}.`;
    if (validity.typeMismatch && field.type === "email") return "This does not look like an email address, such as ruth@example.org.";
    if (validity.typeMismatch && field.type === "url") return "Please write the whole address, beginning with https://.";
    if (!validity.valid) return field.validationMessage;
    return "";
  }

  function check(field) {
    const message = problem(field);
    const place = document.getElementById(`${field.id}-error`);
    if (!place) return true;
    place.textContent = message;
    place.hidden = !message;
    if (message) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    return !message;
  }

  // The message as a person would write it; hidden fields that say nothing are left out.
  function compose(form, fields) {
    const lines = [];
    let text = "";
    for (const field of fields) {
      if (!field.value.trim()) continue;
      if (field.tagName === "TEXTAREA") text = field.value.trim();
      else lines.push(`${field.labels[0].firstChild.textContent.trim()}: ${field.value.trim()}`);
    }
    const page = form.elements.page?.value;
    const parent = form.elements.parent?.value;
    if (page) lines.push(`Page: ${page}`);
    if (parent) lines.push(`Reply to: comment ${parent}`);
    return `${text}\r\n\r\n${lines.join("\r\n")}\r\n`;
  }

  function setUp(form) {
    const fields = [...form.querySelectorAll(".field :is(input, select, textarea)")];
    const status = form.querySelector("[data-form-status]");
    form.noValidate = true;
    for (const field of fields) {
      field.addEventListener("blur", () => {
        if (field.value.trim()) check(field);
      });
      // An error goes while one types: if it went on blur, the button would move away under the pointer.
      field.addEventListener("input", () => {
        if (field.hasAttribute("aria-invalid")) check(field);
      });
    }
    form.addEventListener("submit", (event) => {
      status.textContent = "";
      const wrong = fields.filter((field) => !check(field));
      if (wrong.length) {
        event.preventDefault();
        wrong[0].focus();
        return;
      }
      if (!("mail" in form.dataset)) return;
      event.preventDefault();
      const address = form.querySelector("a.email").getAttribute("href");
      const query = `subject=${encodeURIComponent(form.dataset.subject)}&body=${encodeURIComponent(compose(form, fields))}`;
      status.textContent = "Your mail program should open now with the message. Nothing is sent until you send it there.";
      location.href = `${address}?${query}`;
    });
  }

  function setUpReplies(form) {
    const note = form.querySelector("[data-reply-note]");
    const set = (id, name) => {
      form.elements.parent.value = id;
      note.querySelector("[data-reply-to]").textContent = name;
      note.hidden = !id;
      form.querySelector("textarea, input:not([type=hidden])").focus();
    };
    for (const link of document.querySelectorAll("[data-reply]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        form.scrollIntoView();
        set(link.dataset.reply, link.dataset.replyName);
      });
    }
    note.querySelector("[data-reply-cancel]").addEventListener("click", () => set("", ""));
  }

  for (const form of document.querySelectorAll("form[data-form]")) {
    setUp(form);
    if (form.dataset.form === "comment") setUpReplies(form);
  }
})();
