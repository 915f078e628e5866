// Small comforts: every page works without them.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// A form that takes its time says so once it is sent.
for (const form of document.querySelectorAll("form[data-working]")) {
  form.addEventListener("submit", () => { form.querySelector("[data-status]").textContent = form.dataset.working; });
}
