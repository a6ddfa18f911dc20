// A small table: props is {title, columns: [text], rows: [[text]], fold: text or "", by_row: whether a narrow page shows each row
// as a block instead}. Else it scrolls by itself where the page is narrow. Folded, it is the alternative to what is drawn above it.

function Table() {
  return (
    <div className="muster-scroll" tabIndex={0} role="region" aria-label={props.title}>
      <table className={props.by_row ? "muster-rows" : undefined} role="table">
        <thead role="rowgroup">
          <tr role="row">
            {props.columns.map((column) => (
              <th key={column} scope="col" role="columnheader">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {props.rows.map((row, number) => (
            <tr key={number} role="row">
              {row.map((cell, place) => (
                <td key={place} role="cell">
                  {cell}
                </td>
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
