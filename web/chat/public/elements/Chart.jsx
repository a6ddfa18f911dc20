// Bars: props is {title, bars: [{label, value, shown, tone}], most, mark: figure or null}. Every figure stands in words
// beside its bar, so the bars themselves are not read out.

export default function Chart() {
  const wide = (value) => `${Math.max(0.5, Math.min(100, (100 * value) / (props.most || 1)))}%`
  return (
    <figure className="muster-chart">
      <figcaption>{props.title}</figcaption>
      <ul>
        {props.bars.map((bar) => (
          <li key={bar.label}>
            <span>{bar.label}</span>
            <span className="muster-track" aria-hidden="true">
              <i className={`muster-tone-${bar.tone}`} style={{ width: wide(bar.value) }} />
              {props.mark !== null && <b style={{ left: wide(props.mark) }} />}
            </span>
            <span className="muster-figure">{bar.shown}</span>
          </li>
        ))}
      </ul>
    </figure>
  )
}
