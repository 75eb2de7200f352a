import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { openQuestion, type Question } from '../state/overlays.js';
import { closeAround, Modal } from './modal.js';

/** What a person is asked, when there is something to ask. */
export function QuestionDialog(): JSX.Element | null {
  const question = openQuestion.value;
  return question ? <Asked key={question.title} question={question} /> : null;
}

function Asked({ question }: { readonly question: Question }): JSX.Element {
  const [typed, setTyped] = useState('');
  const { title, text, verb, act } = question;
  const ready = question.typed === undefined || typed === question.typed;
  return (
    <Modal name={title} class="question" close={() => (openQuestion.value = undefined)}>
      <form
        method="dialog"
        onSubmit={() => {
          if (ready) void act();
        }}
      >
        <h2>{title}</h2>
        <p>{text}</p>
        {question.typed === undefined ? null : (
          <label>
            Type <b>{question.typed}</b> to go on
            <input
              value={typed}
              autocomplete="off"
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          </label>
        )}
        <p class="buttons">
          <button type="button" autofocus onClick={({ currentTarget }) => closeAround(currentTarget)}>
            Keep it
          </button>
          <button type="submit" class="danger" disabled={!ready}>
            {verb}
          </button>
        </p>
      </form>
    </Modal>
  );
}
