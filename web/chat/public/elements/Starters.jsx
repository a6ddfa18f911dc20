// What to ask first: props is {starters: [text]}. The one that is pressed becomes the message.

export default function Starters() {
  return (
    <div className="muster-starters">
      {props.starters.map((text) => (
        <button key={text} type="button" onClick={() => sendUserMessage(text)}>
          {text}
        </button>
      ))}
    </div>
  )
}
