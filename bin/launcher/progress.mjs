/**
 * Tells what the launcher does, on stderr: stdout belongs to the verb (`schema print` is piped).
 *
 * @param {string} text one line without a full stop
 */
export function tell(text) {
  process.stderr.write(`infragraph: ${text}\n`);
}

/**
 * @param {number} since a `performance.now()` reading
 * @returns {string} seconds with one decimal, as in "12.3 s"
 */
export function secondsSince(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
