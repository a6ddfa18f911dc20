// Ranked workers: props.cards is a list of {rank, worker_id, name, role, place, score, parts: [{name, value, label}], why, citations}.
// The reason tells the strongest citation, so a single one is not told again.

const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`

function ScoreBar({ parts }) {
  const whole = Math.max(1, parts.reduce((sum, part) => sum + Math.abs(part.value), 0))
  return (
    <div className="muster-bar" aria-hidden="true">
      {parts.map((part) => (
        <span
          key={part.name}
          className={`muster-part muster-${part.name}`}
          style={{ width: `${(100 * Math.abs(part.value)) / whole}%` }}
        />
      ))}
    </div>
  )
}

function Candidate({ card }) {
  const parts = card.parts.filter((part) => Math.abs(part.value) >= 0.005)
  return (
    <li className="muster-card">
      <div className="muster-head">
        <span className="muster-rank">{card.rank}</span>
        <span className="muster-who">
          <strong>{card.name}</strong>
          <small>
            {[card.role, card.place].filter(Boolean).map((part) => `${part} · `)}
            <span>{card.worker_id}</span>
          </small>
        </span>
        <strong className="muster-score">{card.score.toFixed(2)}</strong>
      </div>
      <ScoreBar parts={parts} />
      <div className="muster-legend">
        {parts.map((part) => (
          <span key={part.name}>
            <i className={`muster-part muster-${part.name}`} />
            {part.label} {signed(part.value)}
          </span>
        ))}
      </div>
      <p className="muster-why">{card.why}</p>
      {card.citations.length > 1 && (
        <ul className="muster-citations">
          {card.citations.map((citation) => (
            <li key={citation}>{citation}</li>
          ))}
        </ul>
      )}
    </li>
  )
}

export default function CandidateCards() {
  return (
    <ol className="muster-cards">
      {props.cards.map((card) => (
        <Candidate key={card.rank} card={card} />
      ))}
    </ol>
  )
}
