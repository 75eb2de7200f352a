import { change } from '../graph/ask.js';
import { openQuestion, tell, type Question } from '../state/overlays.js';

/** Work that changes something and then tells what has become of it. */
export function done(
  document: string,
  variables: Readonly<Record<string, unknown>>,
  sentence: string,
): () => Promise<void> {
  return async () => {
    const { problem } = await change(document, variables);
    tell(problem ?? sentence, problem !== undefined);
  };
}

/** Asks before something is done. */
export function confirm(question: Question): void {
  openQuestion.value = question;
}
