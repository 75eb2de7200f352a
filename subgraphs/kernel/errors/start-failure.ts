/**
 * Why a process cannot start, or a command cannot do its work, in a sentence for whoever started it: it
 * names the thing and the remedy, and holds no secret. The command line prints it without a stack.
 */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}
