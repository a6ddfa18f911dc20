// What the desk asks back: props is {choices: [text], chosen: text or null, approval: id or null}. The one that is pressed
// becomes the next message; yes and no to an approval go to that approval, for an old button must not answer a newer
// question. It is kept in the props: Chainlit builds elements anew with each message, and their state is lost.

// An id such as (W-000042) is not broken at its hyphen.
const words = (choice) => choice.split(" ").flatMap((word, place) => [place ? " " : "", <span key={place}>{word}</span>])

export default function Choices() {
  const choose = async (choice) => {
    await updateElement({ ...props, chosen: choice })
    if (props.approval) {
      callAction({ name: "decide", payload: { approval: props.approval, approve: choice === props.choices[0] } })
    } else {
      sendUserMessage(choice)
    }
  }
  return (
    <div className="muster-choices">
      {props.choices.map((choice) => (
        <button
          key={choice}
          type="button"
          disabled={Boolean(props.chosen)}
          aria-pressed={choice === props.chosen}
          onClick={() => choose(choice)}
        >
          {words(choice)}
        </button>
      ))}
    </div>
  )
}
