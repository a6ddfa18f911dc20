// Names for those of Chainlit's own controls that have only a picture, so that they can be heard and found.
const names = {
  "sidebar-trigger-button": "Conversations",
  "search-chats-button": "Search conversations",
  "new-chat-button": "New conversation",
  "chat-submit": "Send",
  "stop-button": "Stop",
  "theme-toggle": "Light or dark",
  "user-nav-button": "Your account",
  "upload-button": "Drop in a file",
}

const pictures = { copy: "Copy", "arrow-down": "To the end", x: "Close" }

function name(root) {
  for (const [id, words] of Object.entries(names)) document.getElementById(id)?.setAttribute("aria-label", words)
  for (const options of root.querySelectorAll('[id="thread-options"]')) {
    options.setAttribute("role", "button")
    options.setAttribute("aria-label", "Rename or delete")
  }
  for (const list of root.querySelectorAll('ul[data-sidebar="menu"]')) list.setAttribute("role", "group")
  for (const item of root.querySelectorAll('li[data-sidebar="menu-item"]')) item.setAttribute("role", "none")
  for (const bar of root.querySelectorAll('[data-sidebar="sidebar"]')) {
    bar.setAttribute("role", "navigation")
    bar.setAttribute("aria-label", "Conversations")
  }
  document.getElementById("upload-button")?.removeAttribute("role")
  for (const [picture, words] of Object.entries(pictures)) {
    for (const button of root.querySelectorAll(`button:not([aria-label]):has(svg.lucide-${picture})`)) {
      if (!button.textContent.trim()) button.setAttribute("aria-label", words)
    }
  }
  const header = document.getElementById("header")
  if (header && !header.querySelector("h1")) {
    const title = document.createElement("h1")
    title.className = "sr-only"
    title.textContent = "Muster chat"
    header.prepend(title)
  }
}

let waiting = false
new MutationObserver(() => {
  if (waiting) return
  waiting = true
  requestAnimationFrame(() => {
    waiting = false
    name(document)
  })
}).observe(document.documentElement, { childList: true, subtree: true })
