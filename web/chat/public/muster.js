// Names for those of Chainlit's own controls that have only a picture, so that they can be heard and found, and those of its
// words that it does not translate itself.
const spanish = navigator.language.toLowerCase().startsWith("es")
const say = (english, inSpanish) => (spanish ? inSpanish : english)

// Light or dark as the system has it, until somebody chooses; Chainlit itself would begin with light for all.
const THEME = "vite-ui-theme"
if (localStorage.getItem(THEME) === null) localStorage.setItem(THEME, "system")

document.documentElement.lang = say("en", "es")

const names = {
  "sidebar-trigger-button": say("Conversations", "Conversaciones"),
  "search-chats-button": say("Search conversations", "Buscar conversaciones"),
  "new-chat-button": say("New conversation", "Nueva conversación"),
  "chat-submit": say("Send", "Enviar"),
  "stop-button": say("Stop", "Parar"),
  "theme-toggle": say("Light or dark", "Claro u oscuro"),
  "user-nav-button": say("Your account", "Su cuenta"),
  "upload-button": say("Drop in a file", "Soltar un archivo"),
}

const pictures = { copy: say("Copy", "Copiar"), "arrow-down": say("To the end", "Al final"), x: say("Close", "Cerrar") }

function name(root) {
  for (const [id, words] of Object.entries(names)) document.getElementById(id)?.setAttribute("aria-label", words)
  for (const options of root.querySelectorAll('[id="thread-options"]')) {
    options.setAttribute("role", "button")
    options.setAttribute("aria-label", say("Rename or delete", "Cambiar el nombre o borrar"))
  }
  for (const list of root.querySelectorAll('ul[data-sidebar="menu"]')) list.setAttribute("role", "group")
  for (const item of root.querySelectorAll('li[data-sidebar="menu-item"]')) item.setAttribute("role", "none")
  for (const bar of root.querySelectorAll('[data-sidebar="sidebar"]')) {
    bar.setAttribute("role", "navigation")
    bar.setAttribute("aria-label", say("Conversations", "Conversaciones"))
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
    title.textContent = say("Muster chat", "Chat de Muster")
    header.prepend(title)
  }
}

// At once, before anything else can look: a button that comes with a scroll is never without its name, not for one frame.
new MutationObserver(() => name(document)).observe(document.documentElement, { childList: true, subtree: true })
