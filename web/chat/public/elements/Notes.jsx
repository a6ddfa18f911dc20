// Lines under a list or under a whole answer: props is {lines: [text], quiet: bool}.

export default function Notes() {
  return (
    <div className={props.quiet ? "muster-notes muster-quiet" : "muster-notes"}>
      {props.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  )
}
