/** A fault the launcher explains in its message; anything else that is thrown is a defect and keeps its stack. */
export class LaunchFailure extends Error {
  /**
   * @param {string} message names the thing and the remedy
   * @param {number} [exitCode] what the process ends with
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'LaunchFailure';
    this.exitCode = exitCode;
  }
}
