// A draft to be looked at: props is {draft: {draft_id, to, kind, language, text, subject, characters, segments, status, most},
// words}. Nothing is sent by any of its buttons. The desk draws it anew when the draft has changed.

import { useEffect, useLayoutEffect, useRef, useState } from "react"

// What is being typed outlives Chainlit's building of elements anew.
const kept = (window.musterDrafts ??= {})
// By then another drawing of the same draft may be the one that is seen.
const CHANGED = "muster-changed"

// The same figures as the desk counts by: GSM-7 letters, some of which count double, or UCS-2.
const GSM = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
const DOUBLE = new Set("^{}\\[~]|€")
const plainer = (text) =>
  text.replace(/[“”„«»]/g, '"').replace(/[‘’‚`´]/g, "'").replace(/[‐‑‒–—−•·▪]/g, "-").replace(/…/g, "...").replace(/\u00a0/g, " ")

function size(said) {
  const text = plainer(said)
  const letters = [...text]
  const gsm = letters.every((letter) => GSM.has(letter) || DOUBLE.has(letter))
  const sizes = letters.map((letter) => (gsm ? (DOUBLE.has(letter) ? 2 : 1) : letter.length))
  const units = sizes.reduce((sum, each) => sum + each, 0)
  const [whole, part] = gsm ? [160, 153] : [70, 67]
  if (units <= whole) return { units, segments: units ? 1 : 0 }
  let segments = 1
  let used = 0
  for (const each of sizes) {
    if (used + each > part) {
      segments += 1
      used = 0
    }
    used += each
  }
  return { units, segments }
}

export default function DraftReview() {
  const { draft, words } = props
  const [, redraw] = useState(0)
  const own = (kept[draft.draft_id] ??= {})
  useEffect(() => {
    const again = () => redraw((count) => count + 1)
    window.addEventListener(CHANGED, again)
    return () => window.removeEventListener(CHANGED, again)
  }, [])
  const place = useRef(null)
  useEffect(() => {
    // What a card's button has just drafted stands far below it.
    if (window.musterDrafting) place.current?.scrollIntoView({ block: "center" })
    window.musterDrafting = false
  }, [])
  const open = draft.status === "draft"
  const text = open ? own.text ?? draft.text : draft.text
  const changed = text !== draft.text
  const sms = draft.kind === "sms"
  const { units, segments } = size(text)
  const over = sms && draft.most && units > draft.most
  const area = useRef(null)
  useLayoutEffect(() => {
    // As tall as its text, also where the window is turned.
    const box = area.current
    if (!box) return undefined
    const grow = () => {
      box.style.height = "auto"
      box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`
    }
    grow()
    window.addEventListener("resize", grow)
    return () => window.removeEventListener("resize", grow)
  }, [text, open])
  const note = (values) => {
    Object.assign(own, values)
    window.dispatchEvent(new Event(CHANGED))
  }
  const act = async (action) => {
    if (own.busy) return
    note({ busy: true, sure: false })
    try {
      const payload = { draft: draft.draft_id, action }
      if (changed && action !== "discard") payload.text = text
      const { response } = await callAction({ name: "draft", payload })
      if (response?.done) delete own.text
    } finally {
      note({ busy: false })
    }
  }
  const label = `${words.to} ${draft.to}`
  return (
    <section ref={place} className="muster-card muster-draft" aria-label={`${draft.draft_id} · ${label}`}>
      <p className="muster-to">
        <strong>{label}</strong>
        <small>{draft.draft_id}</small>
      </p>
      {draft.subject && <p className="muster-subject">{draft.subject}</p>}
      {open ? (
        <textarea
          value={text}
          ref={area}
          rows={2}
          aria-label={label}
          aria-invalid={Boolean(over)}
          onChange={(event) => note({ text: event.target.value })}
        />
      ) : (
        <p className="muster-text">{text}</p>
      )}
      <p className={over ? "muster-size muster-over" : "muster-size"} role="status">
        {sms ? units : [...text].length} {words.characters}
        {sms && ` · ${segments} ${segments === 1 ? words.segment : words.segments}`}
        {sms && draft.most && ` · ${words.room} ${draft.most}`}
      </p>
      <div className="muster-deeds" aria-busy={Boolean(own.busy)}>
        {open && !own.sure && (
          <div className="muster-buttons">
            <button type="button" disabled={!changed || over || own.busy} onClick={() => act("save")}>
              {words.save}
            </button>
            <button type="button" className="muster-main" disabled={over || !text.trim() || own.busy} onClick={() => act("approve")}>
              {words.approve}
            </button>
            <button type="button" disabled={own.busy} onClick={() => note({ sure: true })}>
              {words.discard}
            </button>
          </div>
        )}
        {open && own.sure && (
          <p className="muster-sure">
            <span>{words.discard_sure}</span>
            <button type="button" className="muster-danger" disabled={own.busy} onClick={() => act("discard")}>
              {words.discard}
            </button>
            <button type="button" onClick={() => note({ sure: false })}>
              {words.cancel}
            </button>
          </p>
        )}
        <p className="muster-status" role="status">
          {!open && <strong>{words[draft.status]} </strong>}
          {draft.status !== "discarded" && draft.status !== "gone" && words.unsent}
        </p>
      </div>
    </section>
  )
}
