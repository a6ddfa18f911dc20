// What the desk asks back: props.choices is a list of texts; the one that is pressed is sent as the next message.
import { useState } from "react"

export default function Choices() {
  const [chosen, setChosen] = useState(null)
  const choose = (choice) => {
    setChosen(choice)
    sendUserMessage(choice)
  }
  return (
    <div className="muster-choices">
      {props.choices.map((choice) => (
        <button key={choice} type="button" disabled={chosen !== null} aria-pressed={choice === chosen} onClick={() => choose(choice)}>
          {choice}
        </button>
      ))}
    </div>
  )
}
