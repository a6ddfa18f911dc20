// Ranked workers: props is {cards, open: how many are unfolded, stands: card id → {recorded, buttons}, words}. A card is
// {card_id, rank, worker_id, name, role, place, score, parts: [{name, value, label}], facts: [{label, value}], why,
// citations, phone, dial, buttons: [{deed, label, sure}]}. The desk draws the cards anew when a button has recorded something.
// The reason tells the strongest citation, so a single one is not told again.

import { useEffect, useState } from "react"

// Chainlit builds elements anew with each message: what was unfolded or is under way is kept beside them.
const kept = (window.muster ??= { unfolded: {}, busy: {}, sure: {} })

// By then another drawing of the same card may be the one that is seen.
const CHANGED = "muster-changed"

const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`
const onPhone = () => window.matchMedia("(pointer: coarse)").matches

function ScoreBar({ parts }) {
  const whole = Math.max(1, parts.reduce((sum, part) => sum + Math.abs(part.value), 0))
  return (
    <>
      <div className="muster-bar" aria-hidden="true">
        {parts.map((part) => (
          <span
            key={part.name}
            className={`muster-part muster-${part.name}`}
            style={{ width: `${(100 * Math.abs(part.value)) / whole}%` }}
          />
        ))}
      </div>
      <div className="muster-legend">
        {parts.map((part) => (
          <span key={part.name}>
            <i className={`muster-part muster-${part.name}`} aria-hidden="true" />
            {part.label} {signed(part.value)}
          </span>
        ))}
      </div>
    </>
  )
}

function Deeds({ card }) {
  const [, redraw] = useState(0)
  useEffect(() => {
    const again = () => redraw((count) => count + 1)
    window.addEventListener(CHANGED, again)
    return () => window.removeEventListener(CHANGED, again)
  }, [])
  const stand = props.stands[card.card_id] || { recorded: [], buttons: card.buttons }
  const busy = Boolean(kept.busy[card.card_id])
  const sure = stand.buttons.find((button) => button.deed === kept.sure[card.card_id])
  const ask = (deed) => {
    kept.sure[card.card_id] = deed
    window.dispatchEvent(new Event(CHANGED))
  }
  const press = async (deed, back = false) => {
    if (kept.busy[card.card_id]) return
    kept.busy[card.card_id] = true
    window.musterDrafting = deed === "drafted" && !back
    ask(null)
    try {
      await callAction({ name: "press", payload: { card: card.card_id, deed, back } })
    } finally {
      delete kept.busy[card.card_id]
      window.dispatchEvent(new Event(CHANGED))
    }
  }
  return (
    <div className="muster-deeds" role="group" aria-label={card.name} aria-busy={busy}>
      {stand.recorded.map((one) => (
        <p key={one.deed} className="muster-recorded" role="status">
          <span>✓ {one.label}</span>
          {one.undo && (
            <button type="button" disabled={busy} onClick={() => press(one.deed, true)}>
              {one.undo}
            </button>
          )}
        </p>
      ))}
      {sure ? (
        <p className="muster-sure">
          <span>{sure.sure}</span>
          <button type="button" className="muster-danger" disabled={busy} onClick={() => press(sure.deed)}>
            {props.words.record}
          </button>
          <button type="button" onClick={() => ask(null)}>
            {props.words.cancel}
          </button>
        </p>
      ) : (
        stand.buttons.length > 0 && (
          <div className="muster-buttons">
            {stand.buttons.map((button) =>
              button.deed === "called" && card.dial && onPhone() ? (
                <a key={button.deed} href={`tel:${card.dial}`} onClick={() => press(button.deed)}>
                  {props.words.call}
                </a>
              ) : (
                <button
                  key={button.deed}
                  type="button"
                  disabled={busy}
                  onClick={() => (button.sure ? ask(button.deed) : press(button.deed))}
                >
                  {button.label}
                </button>
              )
            )}
          </div>
        )
      )}
    </div>
  )
}

function Head({ card }) {
  return (
    <span className="muster-head">
      <span className="muster-rank">{card.rank}</span>
      <span className="muster-who">
        <strong>{card.name}</strong>
        <small>
          {[card.role, card.place].filter(Boolean).map((part) => `${part} · `)}
          <span>{card.worker_id}</span>
        </small>
      </span>
      <strong className="muster-score" aria-label={`${props.words.score} ${card.score.toFixed(2)}`} role="img">
        {card.score.toFixed(2)}
      </strong>
    </span>
  )
}

function Candidate({ card, place }) {
  const parts = card.parts.filter((part) => Math.abs(part.value) >= 0.005)
  const unfolded = kept.unfolded[card.card_id] ?? place < props.open
  return (
    <li className="muster-card">
      <details open={unfolded} onToggle={(event) => (kept.unfolded[card.card_id] = event.currentTarget.open)}>
        <summary>
          <Head card={card} />
        </summary>
        <ScoreBar parts={parts} />
        {(card.facts.length > 0 || card.phone) && (
          <dl className="muster-facts">
            {card.facts.map((fact) => (
              <div key={fact.label}>
                <dt>{fact.label}</dt>
                <dd>{fact.value}</dd>
              </div>
            ))}
            {card.phone && !onPhone() && (
              <div>
                <dt>{props.words.phone}</dt>
                <dd>{card.phone}</dd>
              </div>
            )}
          </dl>
        )}
        <p className="muster-why">{card.why}</p>
        {card.citations.length > 1 && (
          <ul className="muster-citations" aria-label={props.words.past}>
            {card.citations.map((citation) => (
              <li key={citation}>{citation}</li>
            ))}
          </ul>
        )}
      </details>
      <Deeds card={card} />
    </li>
  )
}

export default function CandidateCards() {
  return (
    <ol className="muster-cards">
      {props.cards.map((card, place) => (
        <Candidate key={card.card_id} card={card} place={place} />
      ))}
    </ol>
  )
}
