// Ranked workers: props is {cards, open: how many are unfolded, stands: card id → {recorded, buttons}, words}. A card is
// {card_id, rank, worker_id, name, role, place, score, parts: [{name, value, label, shown}], facts: [{label, value}], why,
// citations, phone, dial, buttons: [{deed, label, sure}]}. Figures come as they are shown (score and shown are texts), so that
// a bar and the reason beside it cannot be rounded apart. The desk draws the cards anew when a button has recorded something.
// The reason tells the strongest citation, so a single one is not told again.

import { useEffect, useState } from "react"

// Chainlit builds elements anew with each message: what was unfolded or is under way is kept beside them.
const kept = (window.muster ??= { unfolded: {}, busy: {}, sure: {}, more: {} })

// By then another drawing of the same card may be the one that is seen.
const CHANGED = "muster-changed"

const onPhone = () => window.matchMedia("(pointer: coarse)").matches
const isNarrow = () => window.matchMedia("(max-width: 30rem)").matches

// On a narrow screen the others stand behind "More".
const USUAL = ["called", "drafted", "accepted"]

function ScoreBar({ parts }) {
  const whole = Math.max(1, parts.reduce((sum, part) => sum + Math.abs(part.value), 0))
  return (
    <span className="muster-bar" aria-hidden="true">
      {parts.map((part) => (
        <span
          key={part.name}
          className={`muster-part muster-${part.name}`}
          style={{ width: `${(100 * Math.abs(part.value)) / whole}%` }}
        />
      ))}
    </span>
  )
}

function Score({ card, parts }) {
  const meaning = (part) => props.words[`score_${part.name}`]
  return (
    <>
      <div className="muster-legend">
        {parts.map((part) => (
          <span key={part.name} title={meaning(part)}>
            <i className={`muster-part muster-${part.name}`} aria-hidden="true" />
            {part.label} {part.shown}
          </span>
        ))}
      </div>
      <details className="muster-because">
        <summary>{props.words.score_why}</summary>
        <dl>
          {parts.map((part) => (
            <div key={part.name}>
              <dt>
                {part.label} {part.shown}
              </dt>
              <dd>{meaning(part)}</dd>
            </div>
          ))}
        </dl>
        <p>
          {props.words.score_sum} <strong>{card.score}</strong>
        </p>
      </details>
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
  const more = Boolean(kept.more[card.card_id])
  const note = (where, what) => {
    kept[where][card.card_id] = what
    window.dispatchEvent(new Event(CHANGED))
  }
  const ask = (deed) => note("sure", deed)
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
          <div className={more ? "muster-buttons muster-all" : "muster-buttons"}>
            {stand.buttons.map((button) =>
              button.deed === "called" && card.dial && onPhone() ? (
                <a key={button.deed} href={`tel:${card.dial}`} onClick={() => press(button.deed)}>
                  {props.words.call}
                </a>
              ) : (
                <button
                  key={button.deed}
                  type="button"
                  className={USUAL.includes(button.deed) ? undefined : "muster-rare"}
                  disabled={busy}
                  onClick={() => (button.sure ? ask(button.deed) : press(button.deed))}
                >
                  {button.label}
                </button>
              )
            )}
            {stand.buttons.some((button) => !USUAL.includes(button.deed)) && (
              <button type="button" className="muster-more" aria-expanded={more} onClick={() => note("more", !more)}>
                {more ? props.words.fewer : props.words.more}
              </button>
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
      <strong className="muster-score" aria-label={`${props.words.score} ${card.score}`} role="img">
        {card.score}
      </strong>
    </span>
  )
}

function Candidate({ card, place }) {
  const parts = card.parts.filter((part) => Math.abs(part.value) >= 0.005)
  const unfolded = kept.unfolded[card.card_id] ?? (place < props.open && !isNarrow())
  return (
    <li className="muster-card">
      <details open={unfolded} onToggle={(event) => (kept.unfolded[card.card_id] = event.currentTarget.open)}>
        <summary>
          <Head card={card} />
          <ScoreBar parts={parts} />
          <span className="muster-why">{card.why}</span>
        </summary>
        <Score card={card} parts={parts} />
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
