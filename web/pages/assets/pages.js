// What the pages do beyond HTML: copy a command, filter the API, take a sentence into the chat, wait for it. Without it everything can still be read.
"use strict";

for (const command of document.querySelectorAll(".command")) addCopyButton(command);
document.addEventListener("htmx:load", (event) => {
  for (const command of event.detail.elt.querySelectorAll(".command:not(:has(button))")) addCopyButton(command);
});

const filter = document.querySelector("#filter");
if (filter) {
  filter.closest("[hidden]").hidden = false;
  filter.addEventListener("input", () => showRoutes(filter.value));
}

const waiting = document.querySelector("[data-again]");
if (waiting) setInterval(lookAgain, waiting.dataset.again * 1000);

// Whoever is not signed in to the chat yet is sent to its start, without the sentence: so that is done before.
document.addEventListener("click", async (event) => {
  const link = event.target.closest('a[href^="/chat/?"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  try {
    await fetch("/chat/auth/header", { method: "POST" });
  } finally {
    location.assign(link.href);
  }
});

// Not a refresh by HTML: that would take the place in the page from whoever reads it with their ears.
async function lookAgain() {
  const answer = await fetch(location.href);
  if (answer.status !== 503) location.reload();
}

function addCopyButton(command) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${command.querySelector("pre").textContent.trim()}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command.querySelector("pre").textContent.trim());
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  command.append(button);
}

function showRoutes(wanted) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of document.querySelectorAll(".routes")) {
    let left = 0;
    for (const route of group.querySelectorAll(".route")) {
      const text = route.textContent.toLowerCase();
      route.hidden = !words.every((word) => text.includes(word));
      left += !route.hidden;
    }
    group.hidden = left === 0;
    found += left;
  }
  document.querySelector("#found").textContent = found === 1 ? "1 route" : `${found} routes`;
}
