// A small table: props is {title, columns: [text], rows: [[text]]}. It scrolls by itself where the page is narrow.

export default function DataGrid() {
  return (
    <figure className="muster-grid">
      <figcaption>{props.title}</figcaption>
      <div className="muster-scroll" tabIndex={0} role="region" aria-label={props.title}>
        <table>
          <thead>
            <tr>
              {props.columns.map((column) => (
                <th key={column}>{column}</th>
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
    </figure>
  )
}
