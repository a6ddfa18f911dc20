// A small table: props is {title, columns: [text], rows: [[text]], fold: text or ""}. It scrolls by itself where the page is
// narrow. Folded, it is the alternative to what is drawn above it.

function Table() {
  return (
    <div className="muster-scroll" tabIndex={0} role="region" aria-label={props.title}>
      <table>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, number) => (
            <tr key={number}>
              {row.map((cell, place) => (
                <td key={place}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export default function DataGrid() {
  if (props.fold) {
    return (
      <details className="muster-grid">
        <summary>{props.fold}</summary>
        <Table />
      </details>
    )
  }
  return (
    <figure className="muster-grid">
      <figcaption>{props.title}</figcaption>
      <Table />
    </figure>
  )
}
